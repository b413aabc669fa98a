/** The time of day, asked of the outside so that domain and tests never read it themselves. */
export interface Clock {
  now(): Date;
}
