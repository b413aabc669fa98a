/** One comparison of a SCIM filter, the only kind the simulator reads. */
export interface ScimFilter {
  readonly attribute: string;
  readonly matches: (values: readonly string[]) => boolean;
}

/** Attributes that compare without regard to case; two groups that differ only in case both match. */
const caseInsensitive = new Set(['userName', 'displayName', 'emails.value']);

const comparison = /^([A-Za-z.]+) +(eq|ne|co|sw) +"((?:[^"\\]|\\.)*)"$/is;

/**
 * Reads `attribute eq "value"` (also ne, co, sw; `\"` and `\\` escaped). Single quotes, and/or and unknown attributes
 * are not understood: undefined, which the API answers with 400 invalidFilter.
 */
export function parseScimFilter(text: string, attributes: readonly string[]): ScimFilter | undefined {
  const [, name = '', operator = '', quoted = ''] = comparison.exec(text.trim()) ?? [];
  const attribute = attributes.find((known) => known.toLowerCase() === name.toLowerCase());
  if (attribute === undefined) return undefined;
  const fold = (value: string) => (caseInsensitive.has(attribute) ? value.toLowerCase() : value);
  const wanted = fold(quoted.replace(/\\(.)/gs, '$1'));
  const test = tests[operator.toLowerCase()];
  return test && { attribute, matches: (values) => test(values.map(fold), wanted) };
}

const tests: Record<string, (values: readonly string[], wanted: string) => boolean> = {
  eq: (values, wanted) => values.includes(wanted),
  ne: (values, wanted) => !values.includes(wanted),
  co: (values, wanted) => values.some((value) => value.includes(wanted)),
  sw: (values, wanted) => values.some((value) => value.startsWith(wanted)),
};
