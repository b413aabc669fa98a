/** What docs/configuration.md says about a key of the stage file. Whole sentences; code in backticks, no pipes. */
export interface KeyText {
  /** What it is. */
  readonly is: string;
  /** Where its value is found. */
  readonly find?: string;
  /** What happens when the value has the right form but is the wrong one. Groups have none: their keys do. */
  readonly wrong?: string;
}

/** By path: keys joined by dots, `[]` for the entries of a list. */
export type KeyTexts = Readonly<Record<string, KeyText>>;
