/** Why the desk does not start; `lines` are for the person at the terminal. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
  readonly lines: readonly string[];
  /** 64 where usage or settings are wrong, 1 where it may work later. */
  readonly exitCode: 1 | 64;
  constructor(exitCode: 1 | 64, ...lines: string[]) {
    super(lines.join(' '));
    this.exitCode = exitCode;
    this.lines = lines;
  }
}
