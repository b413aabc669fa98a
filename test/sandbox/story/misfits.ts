/** What a text is, where texts of one kind look alike. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['sys_id', /^[0-9a-f]{32}$/],
  ['database time', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['time', /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d{4})$/],
  ['number', /^-?\d+$/],
  ['signature', /^v1,[\w+/]{43}=$/],
  ['event id', /^evt_[0-9a-f]{40}$/],
  ['address', /^https?:/],
];

/**
 * Where one JSON value is built otherwise than another: other members, or values of another kind. Lists are not looked
 * into, and null fits everything: both only say that somebody entered nothing.
 */
export function misfits(found: unknown, wanted: unknown, path: string): string[] {
  if (found === null || wanted === null || (Array.isArray(found) && Array.isArray(wanted))) return [];
  if (isObject(found) && isObject(wanted)) {
    const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
    return [...names].flatMap((name) => {
      if (!(name in found) || !(name in wanted)) return [`${path}.${name} is in one of them only`];
      return misfits(found[name], wanted[name], `${path}.${name}`);
    });
  }
  const [kind, other] = [kindOf(found), kindOf(wanted)];
  return kind === other ? [] : [`${path} is a ${kind}, not a ${other}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (typeof value !== 'string') return typeof value;
  return KINDS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';
}
