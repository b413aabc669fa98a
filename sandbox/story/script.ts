import * as z from 'zod';
import { END_NAMES } from '#shared/domain/ticket.ts';
import { askedOfSchema, formSchema, personSchema, placeSchema } from './office/office.ts';

const pairSchema = { source: z.string(), target: z.string() };

/** What somebody does, or what happens. `chapter` begins a new part of the story; `say` explains it to the reader. */
const telling = { chapter: z.string().optional(), say: z.string().optional() };

const act = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ do: z.literal(name), ...telling, ...shape });

export const actionSchema = z.discriminatedUnion('do', [
  // ── What people do in Jira or ServiceNow ──
  /** `nothingArrivesYet`: what follows happens before the webhook does. */
  act('file', {
    by: personSchema,
    place: placeSchema,
    issueType: z.string().optional(),
    requestedFor: personSchema.optional(),
    fields: formSchema,
    nothingArrivesYet: z.boolean().optional(),
  }),
  act('edit', { by: personSchema, fields: formSchema }),
  act('comment', { by: personSchema, text: z.string() }),
  /** ServiceNow: `insteadOf` answers somebody else's approver row, `order` a row of the order the item belongs to. */
  act('decide', {
    by: personSchema,
    decision: z.enum(['approve', 'decline']),
    insteadOf: personSchema.optional(),
    of: askedOfSchema.default('item'),
  }),
  act('cancel', { by: personSchema }),
  /** Closes the identity task. */
  act('finish', { by: personSchema }),
  /** ServiceNow: sets the item's approval field by hand. */
  act('set approval', { by: personSchema, value: z.string() }),

  // ── What happens around them ──
  act('pass', { minutes: z.number().positive() }),
  /** The identity provider's SCIM connector adds a member to one of its groups. */
  act('sync', { group: z.string(), member: z.string() }),
  /** The identity provider's SCIM connector creates a user of this name and address. */
  act('provision', { user: z.string(), name: z.string() }),
  /** ServiceNow: a flow of the company opens an approver row of its own. */
  act('flow asks', { approver: personSchema, of: askedOfSchema, nothingArrivesYet: z.boolean().optional() }),
  /** The next webhook of this kind is lost, or sent twice. */
  act('webhook', { event: z.string(), fate: z.enum(['lost', 'twice']) }),
  /**
   * Posts a delivery to the door by hand: the one this file holds, or the first one that was sent, byte for byte. `padding`
   * grows its body to more than this many bytes; `answer` is the status the door must give.
   */
  act('post', {
    delivery: z.enum(["this file's", 'the first again']),
    padding: z.number().int().positive().optional(),
    answer: z.number().int(),
  }),

  // ── What the reader is shown ──
  act('compare', pairSchema),
  act('plan', pairSchema),
  act('look', { as: personSchema, at: z.enum(['ticket', 'identity task']).default('ticket') }),
  act('open file', { name: z.string() }),
  /** The newest mail this person got from the ticket system. */
  act('read mail', { as: personSchema }),
]);
export type Action = z.infer<typeof actionSchema>;
export type ActionOf<Name extends Action['do']> = Extract<Action, { do: Name }>;

/** How the example company differs in this story. */
export const worldSchema = z.strictObject({
  writes: z.enum(['on', 'planOnly', 'stopped']).default('on'),
  /** False: the scheduler does not run, so only webhooks and polls find anything. */
  sweeps: z.boolean().default(true),
  /** Group → members it has from the start, beyond those of the example account. */
  members: z.record(z.string(), z.array(z.string())).default({}),
  /** One more issue type of project DBX that the stage does not serve. */
  otherIssueType: z.strictObject({ id: z.string(), name: z.string() }).optional(),
});
export type World = z.infer<typeof worldSchema>;

const membershipSchema = z.strictObject({ group: z.string(), member: z.string() });

/** What must be true when the story is over. */
export const expectationSchema = z.strictObject({
  /** How the last run ended; `open`: it still waits; `never started`: no run was opened. */
  end: z.enum([...END_NAMES, 'open', 'never started']),
  /** Number of the last run; runs that found nothing new are not counted. */
  runs: z.number().int().nonnegative(),
  /** Memberships the desk has written in Databricks, each once. */
  writes: z.number().int().nonnegative(),
  members: z.array(membershipSchema).default([]),
  notMembers: z.array(membershipSchema).default([]),
  /** Names of the statuses of the identity tasks, oldest first. */
  identityTasks: z.array(z.string()).default([]),
  /** Person → texts they must be able to read on the ticket. */
  reads: z.partialRecord(personSchema, z.array(z.string())).default({}),
});
export type Expectation = z.infer<typeof expectationSchema>;
