import type { Group } from './group.ts';

/** Groups a policy keeps out of every copy. */
export interface NeverCopy {
  readonly ids: readonly string[];
  /** Display names; `*` stands for any text. Case does not matter: where two groups differ by case, both are kept out. */
  readonly names: readonly string[];
}

/** True when the policy names this group by id or by a pattern for its display name. */
export function isNeverCopied(group: Pick<Group, 'id' | 'name'>, { ids, names }: NeverCopy): boolean {
  return ids.includes(group.id) || names.some((pattern) => matchesPattern(group.name, pattern));
}

/** Matches piece after piece instead of through a regular expression, which a hostile name could make run for hours. */
function matchesPattern(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  const pieces = pattern.toLowerCase().split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}
