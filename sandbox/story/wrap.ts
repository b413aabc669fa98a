const width = (text: string): number => [...text].length;

/**
 * Breaks a line at blanks so that no part is wider than `most` characters; continuation lines start with `hanging`.
 * A single longer word stays whole: a cut address or digest cannot be copied.
 */
export function wrapped(line: string, most: number, hanging = ''): string[] {
  const lines: string[] = [];
  const indent = /^ */.exec(line)?.[0] ?? '';
  let current = indent;
  let empty = true;
  for (const word of line.slice(indent.length).split(' ')) {
    if (!empty && width(current) + 1 + width(word) > most) {
      lines.push(current);
      current = hanging + word;
    } else {
      current += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  return [...lines, current];
}

/** The text, cut with `…` where it is wider than `most`. */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
