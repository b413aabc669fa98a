import * as z from 'zod';
import type { System } from '#shared/domain/ticket.ts';
import type { Faults } from '../../simulators/http-faults.ts';
import type { TicketRecord, TicketView } from './records.ts';

/** The people of the example company; the simulated Jira and ServiceNow know the same ones. */
export const personSchema = z.enum(['rita', 'uwe', 'thomas', 'anna', 'petra', 'paul', 'ines', 'agent']);
export type PersonName = z.infer<typeof personSchema>;

/** Where a request can be filed: a Jira project, or an item of ServiceNow's catalog. */
export const placeSchema = z.enum(['DBX', 'DBS', 'DBM', 'access', 'accessPicked', 'other']);
export type PlaceName = z.infer<typeof placeSchema>;

/** The request form, by what its fields mean; `approvers` is a field of Jira's service desks only. */
export const formSchema = z.strictObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  source: z.string().optional(),
  target: z.string().optional(),
  without: z.string().optional(),
  scanUc: z.enum(['Yes', 'No']).optional(),
  reason: z.string().optional(),
  approvers: z.array(personSchema).optional(),
});
export type Form = z.infer<typeof formSchema>;

export interface Order {
  readonly place: PlaceName;
  readonly form: Form;
  /** Jira: id of another issue type than the one that asks for access. */
  readonly issueType?: string;
  /** ServiceNow: whom the item is for, where that is not who orders it. */
  readonly requestedFor?: PersonName;
}

export type Answer = 'approve' | 'decline';

/** What somebody does at the browser. Refusals of the ticket system are thrown. */
export interface Colleague {
  /** Returns the ticket's id. */
  file(order: Order): string;
  edit(key: string, form: Form): void;
  /** `internal`: for the people who work on it only. */
  comment(key: string, text: string, options?: { readonly internal?: boolean }): void;
  /** Answers the question that is open; in ServiceNow also with somebody else's row. */
  decide(key: string, answer: Answer, options?: { readonly insteadOf?: PersonName }): void;
  cancel(key: string): void;
  /** Closes an identity task as done. */
  finish(taskKey: string): void;
  /** Closes one as not done. */
  decline(taskKey: string): void;
  view(key: string): TicketView;
}

/** What an approver row of ServiceNow can hang on. */
export const askedOfSchema = z.enum(['item', 'order']);

/** What else can happen to an item's approval in ServiceNow. */
export interface Flows {
  /** A flow of the company opens an approver row. */
  ask(key: string, approver: PersonName, of: z.infer<typeof askedOfSchema>): void;
  /** Somebody answers their row of the order the item belongs to. */
  decideOrder(by: PersonName, key: string, answer: Answer): void;
  /** Somebody sets the item's field by hand. */
  setApproval(by: PersonName, key: string, value: string): void;
}

/** A mail the ticket system sent. */
export interface Mail {
  readonly at: number;
  readonly subject: string;
  readonly text: string;
}

/** A webhook that was sent, as the door got it. */
export interface Delivery {
  readonly event: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status?: number;
}

/** The ticket system of a story, whichever it is: who works there, and what can be seen. */
export interface Office {
  readonly system: System;
  /** As people call it. */
  readonly name: 'Jira' | 'ServiceNow';
  /** What it calls a child ticket. */
  readonly childName: string;
  as(name: PersonName): Colleague;
  fullName(name: PersonName): string;
  /** The ticket with this id or key, whoever may see it; undefined when there is none. */
  record(idOrKey: string): TicketRecord | undefined;
  /** Deletes the ticket. */
  remove(key: string): void;
  /** Makes somebody a member of a team. */
  join(team: 'approvers' | 'identity team', name: PersonName | 'desk'): void;
  /** True for approvers, IT and the identity team: they may read what is kept from everybody else. */
  worksInside(name: PersonName): boolean;
  /** Mails this person got, oldest first. */
  mails(name: PersonName): readonly Mail[];
  /** What a webhook's body says, as a sentence; undefined for what the desk itself did. */
  tell(body: unknown): string | undefined;
  /** Only where approvals are rows that others can open, too. */
  readonly flows?: Flows;
  /** The headers with a right signature for this body, sent now. */
  sign(headers: Readonly<Record<string, string>>, body: string): Record<string, string>;
  readonly webhooks: {
    dropNext(match?: { readonly event?: string }): void;
    duplicateNext(match?: { readonly event?: string }): void;
    shuffle(seed: number): void;
  };
  readonly deliveries: readonly Delivery[];
  readonly faults: Faults;
  /** What broke inside the simulator; should stay empty. */
  readonly errors: readonly Error[];
}

/** `Rita`: people of a story are called by their given names. */
export function givenName(office: Office, name: PersonName): string {
  return office.fullName(name).split(' ')[0] ?? name;
}
