const COLOURS = { red: 31, green: 32, yellow: 33, blue: 34 } as const;

/** Marks of the provisioning report, by what they ask of a reader. */
const MARKS: Readonly<Record<string, keyof typeof COLOURS>> = {
  '!': 'yellow',
  '?': 'yellow',
  '…': 'yellow',
  '+': 'blue',
  '✓': 'green',
  '✗': 'red',
  x: 'red',
};

/** Colours the marks at the beginning of a report's rows. Names in a report hold no control characters of their own. */
export function paintMarks(report: string): string {
  return report.replace(/^( {4})(\S)(?= )/gmu, (row, indent: string, mark: string) => {
    const colour = MARKS[mark];
    return colour === undefined ? row : `${indent}\u001B[${COLOURS[colour]}m${mark}\u001B[39m`;
  });
}

/** Whether a stream wants colours: a terminal that can, and nobody who said no (https://no-color.org). */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}
