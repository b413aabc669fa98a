import type { Clock } from '#shared/ports/clock.ts';

/** A stream as the command line needs to know it. */
export interface Screen {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Characters in a line; undefined where nobody knows. */
  readonly columns: number | undefined;
}

/** Everything outside: tests put their own here. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** Text of a file; null when there is none. */
  readFile(path: string): string | null;
  /** Writes a new file for its owner's eyes only. Throws what the system says, EEXIST where the name is taken. */
  createFile(path: string, text: string): void;
  /** Puts a text in place of a file's content, at once or not at all, for its owner's eyes only. Throws what the system says. */
  writeFile(path: string, text: string): void;
  /** Gets the report and nothing else. */
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly stdinIsTerminal: boolean;
  /** One line from the keyboard; empty where it was closed or interrupted. */
  ask(question: string): Promise<string>;
  /** Calls back on the first Ctrl-C or request to end (SIGTERM) instead of ending the process; the result undoes that. */
  onInterrupt(listener: () => void): () => void;
  readonly clock: Clock;
}
