const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER_OR_WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text stops being JSON (RFC 8259) and what belongs there, as `line 4, column 7: …`; null where it is JSON.
 * JSON.parse tells no line for most faults, shows the text around them (a stage file holds addresses) and takes the
 * last of two equal keys without a word: half a file would silently count for nothing. That is a fault here.
 */
export function jsonFault(text: string): string | null {
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  const take = (mark: string): boolean => {
    match(SPACE);
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  };

  const value = (): string | null => {
    if (take('{')) return object();
    if (take('[')) return array();
    return match(STRING) === null && match(NUMBER_OR_WORD) === null ? 'a value belongs here' : null;
  };
  const object = (): string | null => {
    const keys = new Set<unknown>();
    if (take('}')) return null;
    do {
      match(SPACE);
      const start = at;
      const key = match(STRING);
      if (key === null)
        return `a key in double quotes belongs here${keys.size > 0 ? ', or the comma before it is one too many' : ''}`;
      const name: unknown = JSON.parse(key);
      if (keys.has(name)) {
        at = start;
        return 'this key stands in the same object already';
      }
      keys.add(name);
      if (!take(':')) return 'a colon belongs here';
      const fault = value();
      if (fault !== null) return fault;
    } while (take(','));
    return take('}') ? null : 'a comma or } belongs here';
  };
  const array = (): string | null => {
    if (take(']')) return null;
    do {
      const fault = value();
      if (fault !== null) return fault;
    } while (take(','));
    return take(']') ? null : 'a comma or ] belongs here';
  };

  const fault = text.startsWith('\ufeff') ? 'a byte-order mark; save the file without one' : value();
  match(SPACE);
  if (fault === null && at === text.length) return null;
  const line = text.slice(0, at).split('\n').length;
  const column = at - text.lastIndexOf('\n', at - 1);
  return `line ${line}, column ${column}: ${fault ?? 'nothing may follow here'}`;
}
