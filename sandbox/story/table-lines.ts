const SEPARATOR = ' | ';

/**
 * The lines of a message, its tables turned into entries that need no width: the first two cells of a row make a line,
 * each further cell follows under it with the head of its column. A table is what the simulated Jira shows as
 * `cell | cell` on two or more lines.
 */
export function withoutTables(text: string): string[] {
  const lines = text.split('\n');
  const told: string[] = [];
  let head: string[] | undefined;
  for (const [index, line] of lines.entries()) {
    const cells = line.split(SEPARATOR);
    const next = lines[index + 1]?.split(SEPARATOR) ?? [];
    if (cells.length < 2) {
      head = undefined;
      told.push(line);
    } else if (head !== undefined && head.length === cells.length) told.push(...entryOf(head, cells));
    else if (next.length === cells.length) head = cells;
    else told.push(line);
  }
  return told;
}

function entryOf(head: readonly string[], [first = '', second = '', ...others]: readonly string[]): string[] {
  return [`▪ ${first}: ${second}`, ...others.map((cell, index) => `    ${lowerFirst(head[index + 2] ?? '')}: ${cell}`)];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
