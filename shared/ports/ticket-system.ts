import type { Audience, Document } from '../domain/document.ts';
import type { Plan } from '../domain/plan.ts';
import type { End, Person, Ticket } from '../domain/ticket.ts';

/**
 * A ticket system as the workflow needs it. Reads return null only when the thing is gone or not visible. Writes are
 * sent once, carry their marker inside, and are looked up by it. Throws TicketSystemUnavailable (ambiguous or down),
 * TicketSystemRateLimited, TicketSystemRefused, CredentialsRejected.
 */
export interface TicketSystem {
  /** Seconds after which an unanswered write is certain to have been applied or dropped. */
  readonly settleSeconds: number;
  /** Our own account: a party that may never approve. */
  readonly ownPersonId: string;

  readTicket(ticketId: string): Promise<Ticket | null>;
  /** Ids of served tickets changed within the last `minutes`. */
  listChanged(minutes: number): Promise<readonly string[]>;
  readPerson(personId: string): Promise<Person | null>;
  /** True when exactly one active person of the ticket system has this e-mail address. */
  knowsPerson(email: string): Promise<boolean>;
  isGroupMember(groupId: string, personId: string): Promise<boolean>;

  /** Ids of our comments with this marker. One for `it` that the adapter finds not internal is withdrawn and none. */
  findComment(ticketId: string, marker: string, audience: Audience): Promise<readonly string[]>;
  /** Returns the comment's id. For `it` the adapter proves that it stayed internal, else withdraws it and throws. */
  addComment(ticketId: string, comment: { marker: string; audience: Audience; body: Document }): Promise<string>;
  removeComment(ticketId: string, commentId: string): Promise<void>;

  /** False where a file for IT would be seen by the requester, and the stage does not accept that. */
  mayAttachForIt(ticketId: string): Promise<boolean>;
  /** Ids of attachments with exactly this name, of a ticket or an identity task. */
  findAttachment(ticketId: string, fileName: string): Promise<readonly string[]>;
  addAttachment(ticketId: string, file: TicketFile): Promise<string>;
  removeAttachment(ticketId: string, attachmentId: string): Promise<void>;

  findIdentityTask(ticketId: string, marker: string): Promise<readonly string[]>;
  /** The id by which events of the task with this marker will call it, where that is known before the task exists. */
  identityTaskAlias(ticketId: string, marker: string): string | null;
  /** Creates the child ticket on hold; returns its id. */
  createIdentityTask(ticketId: string, task: { marker: string; summary: string; body: Document }): Promise<string>;
  /** Null when the task is gone. */
  readIdentityTask(taskId: string): Promise<IdentityTask | null>;
  /** Moves the task; where it already is there, nothing happens. Only `reopened` moves one that is closed. */
  moveIdentityTask(taskId: string, to: TaskMove): Promise<void>;
  /** Gives the task another title; of one that is gone nothing happens. */
  renameIdentityTask(taskId: string, summary: string): Promise<void>;
  /** The latest comment on the task that somebody else wrote, as they wrote it; null when there is none. */
  readTaskComment(taskId: string): Promise<TaskComment | null>;

  /**
   * Opens a fresh decision: only what is decided under the returned handle counts. Repeating it opens another one.
   * Where our account may not, `opened` is false and `instruction` says what a person must click.
   */
  openDecision(ticketId: string): Promise<OpenedDecision>;
  /** Where the ticket's questions and decisions stand now; for `findDecision`. */
  readDecisionMark(ticketId: string): Promise<string>;
  /** What an `openDecision` after this mark opened, when its answer never came; null when it opened nothing. */
  findDecision(ticketId: string, mark: string): Promise<FoundDecision | null>;
  /** True when the ticket counts as approved right now: asked before opening a decision, to say that it does not count. */
  isApprovedAlready(ticketId: string): Promise<boolean>;
  /** The decision under this handle as it stands now. */
  readDecision(ticketId: string, handle: string): Promise<Decision>;

  /**
   * Takes a question back: whoever has not answered is not asked any more. Answers that were given stay. Nothing happens
   * where the ticket system closes its questions by itself, or nothing is open.
   */
  closeDecision(ticketId: string, handle: string): Promise<void>;

  /**
   * Marks the ticket with the verdict of its plan, in place of an earlier mark of ours; null takes that away. Doing it again
   * changes nothing.
   */
  markVerdict(ticketId: string, verdict: Plan['verdict']['word'] | null): Promise<void>;

  /** Moves the ticket to the status the stage file names for this end, if it names one; else nothing. */
  moveTicket(ticketId: string, end: End): Promise<void>;
}

export interface TicketFile {
  readonly fileName: string;
  readonly mimeType: string;
  readonly content: Uint8Array;
  readonly audience: Audience;
}

export type TaskMove = 'released' | 'skipped' | 'done' | 'reopened';

/** What a person wrote: text nobody has looked at. */
export interface TaskComment {
  /** As the ticket system shows the author. */
  readonly by: string;
  readonly text: string;
}

export interface IdentityTask {
  readonly id: string;
  readonly key: string;
  readonly state: 'on hold' | 'open' | 'done' | 'skipped';
}

export interface FoundDecision {
  readonly handle: string;
  readonly at: string;
  /** Ids of records of their own that the question consists of; their events lead to the run. */
  readonly children?: readonly string[];
}

export type OpenedDecision =
  | ({ readonly opened: true } & FoundDecision)
  /** `handle` marks what had been decided up to now, so that a later decision by hand can count. */
  | { readonly opened: false; readonly handle: string; readonly at: string; readonly instruction: string };

export type Decision =
  | { readonly state: 'pending' }
  /** `decidedBy` are all people whose yes (or no) made the decision. */
  | {
      readonly state: 'approved' | 'rejected';
      readonly decidedBy: readonly Person[];
      readonly at: string;
      readonly proof: string;
      /** Whose question they answered where it was not their own; these may be no parties either. */
      readonly inPlaceOf?: readonly Person[];
      /** Where nobody stands behind it and the stage accepts that: how it came about, as a sentence for the record. */
      readonly unanswered?: string;
    }
  /** The question was closed without an answer under our handle (status moved on, decision overtaken): ask again. */
  | { readonly state: 'lapsed'; readonly detail: string };
