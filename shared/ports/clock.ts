/** The time of day and the passing of it, asked of the outside so that domain and tests never read it themselves. */
export interface Clock {
  now(): Date;
  /** Sleeps inside an invocation: short pauses only; long ones are Wait states. */
  sleep(milliseconds: number): Promise<void>;
}
