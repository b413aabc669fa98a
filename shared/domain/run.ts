import * as z from 'zod';
import { identityTasksSchema } from './identity-tasks.ts';
import { principalSchema } from './principal.ts';
import { accessRequestSchema } from './request.ts';
import { partiesSchema, personSchema, systemSchema } from './ticket.ts';

/** The one key of everything a run remembers. */
export const runKeySchema = z.object({ system: systemSchema, ticketId: z.string(), run: z.number().int().positive() });
export type RunKey = z.infer<typeof runKeySchema>;

/** Names of executions: `<system>-<ticket id>-<run>`; Step Functions refuses a used name for 90 days, a run is never reused. */
export function executionName(key: RunKey): string {
  return `${key.system}-${key.ticketId}-${key.run}`;
}

const time = z.iso.datetime({ offset: true });

/**
 * What a run remembers between its steps, one store item per section. Only ids travel through the state machine;
 * names and e-mails stay here and expire with the item.
 */
export const runSections = {
  /** Written by ReadRequest: the ticket as it was first seen. */
  ticket: z.object({
    /** Of the request as understood; where it cannot be understood, of its raw fields. */
    revision: z.string(),
    key: z.string(),
    url: z.string(),
    place: z.string(),
    labels: z.object({
      source: z.string(),
      target: z.string(),
      without: z.string(),
      scanUc: z.string(),
      reason: z.string(),
    }),
    requester: personSchema,
    /** Who played a part when the run began; a run that began before this was kept has none. */
    parties: partiesSchema.default([]),
    /** Who may approve, as people call them. */
    approvers: z.string(),
    readAt: time,
  }),
  /** Written by ReadRequest: the wish as understood. */
  request: accessRequestSchema,
  /** Written by ResolvePrincipals. */
  principals: z.object({ source: principalSchema, target: principalSchema }),
  /** Written by ResolvePrincipals when the target is not there yet: since when we wait. */
  targetWait: z.object({ since: time }),
  /** Written by ResolvePrincipals: the pair in whose line of requests this run stands; null after it left one. */
  turn: z.object({ pair: z.string().nullable() }),
  /** Written by ResolvePrincipals when earlier requests for the same pair are open: since when, and whether it is over. */
  turnWait: z.object({ since: time, over: z.boolean() }),
  /** Written by BuildPlan: which plan of this run is current, and what it asks for. */
  plan: z.object({
    /** 1, 2, 3 … within the run: each replan has the next number. */
    planNo: z.number().int().positive(),
    round: z.number().int().nonnegative(),
    startedAt: time,
    /** When the run's first plan was begun; absent in the first one. */
    firstStartedAt: z.exactOptional(time),
    /** Null while reading goes on. */
    digest: z.string().nullable(),
    additions: z.number().int().nonnegative(),
    idpActions: z.number().int().nonnegative(),
  }),
  /** Written by RequestApproval: which question is open. */
  decision: z.object({
    planNo: z.number().int().positive(),
    digest: z.string(),
    askNo: z.number().int().positive(),
    handle: z.string(),
    opened: z.boolean(),
    /** True once it is known that this question can bring no answer that counts: ask again. */
    lapsed: z.boolean(),
    askedAt: time,
    /** The run whose approval is taken over, and the digest it was given for; absent where people were asked. */
    carriedFrom: z.exactOptional(z.object({ run: z.number().int().positive(), digest: z.string() })),
  }),
  /** Written by ReadApproval: the decision that counts. */
  approval: z.object({
    handle: z.string(),
    digest: z.string(),
    by: z.array(personSchema),
    at: z.string(),
    proof: z.string(),
    /** Why it was counted although something could not be settled; null in the ordinary case. */
    remark: z.string().nullable(),
  }),
  /** Written by ReadApproval: why the run is to be closed; read by CloseRequest. */
  closing: z.object({ reason: z.string(), by: z.array(personSchema) }),
  /** Written when an edit or withdrawal is seen while the work is under way: from then on nothing more is written. */
  halted: z.object({ as: z.enum(['superseded', 'withdrawn']) }),
  /** Written when the target is another one than was approved: from then on nothing more is written. */
  targetChange: z.object({ change: z.string() }),
  /** Written by PrepareAdditions: what of the plan is written, what not any more, and how it is cut in chunks. */
  additions: z.object({
    planNo: z.number().int().positive(),
    digest: z.string(),
    chunks: z.number().int().nonnegative(),
    planOnly: z.boolean(),
    preparedAt: time,
  }),
  /** Written by the steps of the identity team's half. */
  identityTask: identityTasksSchema,
  /** Written by ReleaseIdentityTask. */
  identityWait: z.object({ since: time }),
  /** Written by VerifyMemberships: what has arrived, by group id. */
  identity: z.object({ missing: z.array(z.string()), checkedAt: time }),
  /** Written by ConfirmAdditions: when it began, and the group ids the last reading saw. */
  confirmation: z.object({
    since: time,
    lastAt: time,
    seen: z.array(z.string()),
    /** Groups that should follow by nesting and that two readings do not agree on. */
    followsMissing: z.array(z.string()).default([]),
  }),
  /** Written by the step wrapper: the error that ended a step, for TellRequester and ReportFailure. */
  failure: z.object({
    error: z.string(),
    step: z.string(),
    reference: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
    at: time,
  }),
} as const;

export type SectionName = keyof typeof runSections;
export type Sections = { [K in SectionName]: z.infer<(typeof runSections)[K]> };

/** Outcomes of one addition. */
export const ADDITION_RESULTS = [
  'applied',
  'already member',
  'accepted, not yet confirmed',
  'refused',
  'failed',
  'not written',
  'would have been added',
] as const;

export const additionSchema = z.object({ groupId: z.string(), groupName: z.string() });
export const additionResultSchema = z.object({
  groupId: z.string(),
  result: z.enum(ADDITION_RESULTS),
  /** Null where the result says it all. */
  reason: z.string().nullable(),
  at: time,
});
export type Addition = z.infer<typeof additionSchema>;
export type AdditionResult = z.infer<typeof additionResultSchema>;

/** Number of the chunk that is set aside: additions that are narrower now, or withheld by plan-only. */
export const ASIDE_CHUNK = 0;

/** Most additions one chunk (one invocation of AddMember) may hold. */
export const CHUNK_SIZE = 25;
