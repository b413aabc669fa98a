/**
 * Parses JSON so that integers beyond 2^53 keep their digits: they come out as strings, because account, workspace and
 * principal ids may be that long. Schemas of ids therefore take string or number.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, keepLongInteger) : JSON.parse(text);
}

/** `context.source` is ECMAScript's JSON.parse source text access; TypeScript's library does not name it yet. */
function keepLongInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
