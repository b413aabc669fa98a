import { wrapped } from '#sandbox/story/wrap.ts';

/** Where a command answers: results to stdout, complaints to stderr. */
export interface Terminal {
  /** A line as it is. */
  print(line?: string): void;
  /** A line broken at blanks; further lines begin with `hanging`. */
  say(text: string, hanging?: string): void;
  complain(text: string): void;
}

/** Wider lines are hard to read on any screen. */
const WIDEST = 100;
const NARROWEST = 40;

export function terminalOf(streams: {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Undefined where nobody knows. */
  readonly columns: number | undefined;
}): Terminal {
  const width = Math.max(NARROWEST, Math.min(WIDEST, streams.columns ?? WIDEST));
  const lines = (text: string, hanging: string) => `${wrapped(text, width, hanging).join('\n')}\n`;
  return {
    print: (line = '') => streams.out(`${line}\n`),
    say: (text, hanging = '') => streams.out(lines(text, hanging)),
    complain: (text) => streams.err(lines(text, '')),
  };
}
