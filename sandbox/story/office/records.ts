/** A ticket or child ticket as one person sees it on the screen. */
export interface TicketView {
  readonly key: string;
  /** True for a requester's portal. */
  readonly portal: boolean;
  readonly summary: string;
  readonly status: string;
  readonly description: string;
  /** By label; null where nothing was entered. */
  readonly fields: Readonly<Record<string, string | null>>;
  readonly comments: readonly {
    readonly id: string;
    readonly author: string;
    readonly text: string;
    readonly internal: boolean;
    readonly at: number;
  }[];
  readonly attachments: readonly { readonly filename: string }[];
  readonly subtasks: readonly { readonly key: string; readonly summary: string; readonly status: string }[];
  /** What the ticket is marked with, so that a queue can be sorted. */
  readonly marks: readonly string[];
}

/** A message on a ticket, with who may read it. */
export interface Message {
  readonly author: string;
  readonly at: number;
  readonly readers: string;
  readonly text: string;
}

/** A ticket as it truly is. */
export interface TicketRecord {
  readonly id: string;
  readonly key: string;
  readonly summary: string;
  /** The status by its name. */
  readonly status: string;
  readonly requester: string;
  readonly description: string;
  /** By label; null where nothing was entered. */
  readonly fields: Readonly<Record<string, string | null>>;
  readonly messages: readonly Message[];
  readonly files: readonly { readonly filename: string; readonly content: Buffer }[];
  /** True while the desk's question is open. */
  readonly asked: boolean;
  /** Identity tasks, oldest first. */
  readonly tasks: readonly TaskRecord[];
}

export type TaskState = 'on hold' | 'open' | 'done' | 'skipped';

export interface TaskRecord {
  readonly id: string;
  readonly key: string;
  readonly summary: string;
  readonly description: string;
  /** The status by its name. */
  readonly status: string;
  readonly state: TaskState;
  readonly messages: readonly Message[];
  readonly files: readonly { readonly filename: string; readonly content: Buffer }[];
}
