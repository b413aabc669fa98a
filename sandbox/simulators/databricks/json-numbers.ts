declare global {
  interface JSON {
    /** ECMAScript JSON.parse source text access; Node has it, TypeScript's own library does not name it yet. */
    rawJSON(text: string): unknown;
  }
}

/**
 * A JSON number with exactly these digits, also beyond 2^53, for `JSON.stringify` to write.
 * Permission assignments, workspaces and IAM v2 carry ids as numbers where SCIM carries strings.
 * @throws RangeError when `id` is not a string of digits without a leading zero.
 */
export function jsonNumber(id: string): unknown {
  if (!/^[1-9]\d*$/.test(id)) throw new RangeError('an id is a string of digits');
  return JSON.rawJSON(id);
}
