import type { LocalDesk } from '#sandbox/aws/template.ts';
import type { Stage } from '#shared/stage.ts';

/** Everything a desk needs to begin, or to go on where a killed one stopped. Times are milliseconds since the epoch. */
export interface Beginning {
  readonly stage: Stage;
  readonly template: LocalDesk;
  readonly tableUrl: string;
  readonly journalFolder: string;
  readonly now: number;
}

/** What the parent asks of the desk's process; each is answered with one report. */
export type Order =
  | { readonly order: 'begin'; readonly beginning: Beginning }
  | { readonly order: 'settle' }
  /** Never past the timer that was reported last. */
  | { readonly order: 'advance'; readonly to: number }
  | { readonly order: 'sweep' };

/** Sent when nothing more happens by itself. */
export interface Report {
  readonly doorUrl: string;
  /** When the desk next does something by itself; null when it waits for people only. */
  readonly nextTimer: number | null;
  /** Status of every execution by name. */
  readonly executions: Readonly<Record<string, string>>;
}
