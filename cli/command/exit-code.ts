/** What the shell is told. */
export const EXIT = {
  done: 0,
  /** Refused or failed; nothing was written. */
  failed: 1,
  /** Some additions were not written, or not seen within their minute. */
  partly: 2,
  /** The command line or the settings cannot be used (EX_USAGE of sysexits.h). */
  usage: 64,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
