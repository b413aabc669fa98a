import type * as z from 'zod';

/** A value of the file and where it stands, seen from the group that is checked. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly value: string | undefined;
}

/** Reports every value that stands at two places; `because` ends the sentence. Absent values are not compared. */
export function mustDiffer(context: z.core.$RefinementCtx, places: readonly Place[], because: string): void {
  const seen = new Map<string, Place>();
  for (const place of places) {
    if (place.value === undefined) continue;
    const other = seen.get(place.value);
    if (other === undefined) seen.set(place.value, place);
    else refuse(context, place, `is the same as ${other.path.join('.')}: ${because}`);
  }
}

/** Reports every place whose value is in the list. */
export function mustNotBeIn(
  context: z.core.$RefinementCtx,
  places: readonly Place[],
  { name, values }: { readonly name: string; readonly values: readonly string[] },
  because: string,
): void {
  for (const place of places) {
    if (place.value !== undefined && values.includes(place.value))
      refuse(context, place, `is one of ${name}: ${because}`);
  }
}

export function refuse(context: z.core.$RefinementCtx, { path }: Pick<Place, 'path'>, message: string): void {
  context.addIssue({ code: 'custom', path: [...path], message });
}

/** Places of the keys of a group. */
export function placesOf(values: Readonly<Record<string, string | undefined>>, ...under: readonly string[]): Place[] {
  return Object.entries(values).map(([key, value]) => ({ path: [...under, key], value }));
}

/** Places of the entries of a list. */
export function entriesOf(values: readonly string[], ...under: readonly string[]): Place[] {
  return values.map((value, index) => ({ path: [...under, index], value }));
}
