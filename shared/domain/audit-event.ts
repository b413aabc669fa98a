import { createHash } from 'node:crypto';
import * as z from 'zod';
import { orderedJson } from './canonical.ts';
import { routeSchema } from './findings.ts';
import { ACTION_TYPES } from './plan.ts';
import { pseudonymSchema, sealedPersonSchema } from './pseudonym.ts';
import { ADDITION_RESULTS } from './run.ts';
import { END_NAMES, partyRoleSchema } from './ticket.ts';

const planNo = z.number().int().positive();
const digest = z.string();
const ids = z.array(z.string());
const group = { groupId: z.string(), groupName: z.string() };

/**
 * What became of one membership. `found there`: a write got no answer, and the membership was there afterwards. `no
 * answer`: the same, and nobody has seen it since.
 */
export const writeOutcomeSchema = z.enum([
  'accepted',
  'found there',
  'refused',
  'failed',
  'no answer',
  'already member',
  'not written',
  'would have been added',
  'not attempted',
]);
export type WriteOutcome = z.infer<typeof writeOutcomeSchema>;

/**
 * What the audit record tells, one kind per thing an auditor asks. People are sealed; free text of people and the words
 * of other systems stay out, since both may name somebody.
 */
export const auditFactsSchema = z.discriminatedUnion('event', [
  /** A ticket was read that asks for something new. */
  z.strictObject({
    event: z.literal('asked'),
    ticket: z.string(),
    /** The same in two runs: they serve the same wish. */
    wish: pseudonymSchema,
    requester: sealedPersonSchema,
    parties: z.array(z.strictObject({ role: partyRoleSchema, person: sealedPersonSchema })),
    /** As written on the ticket. */
    source: z.array(sealedPersonSchema),
    target: z.array(sealedPersonSchema),
  }),
  /** Both were found in Databricks. */
  z.strictObject({ event: z.literal('resolved'), source: sealedPersonSchema, target: sealedPersonSchema }),
  /** A plan was made of what was read. */
  z.strictObject({
    event: z.literal('planned'),
    plan: planNo,
    digest,
    verdict: z.string(),
    read: z.strictObject({
      route: routeSchema,
      workspaces: z.number(),
      workspacesOf: z.number(),
      unityCatalog: z.enum(['not asked for', 'read', 'read in part']),
      calls: z.number(),
      notRead: z.array(z.string()),
    }),
    groups: z.array(z.strictObject({ ...group, action: z.enum(ACTION_TYPES), elevated: z.boolean() })),
    /** Groups that come with another one, or do not because that is not given; entries of earlier versions have none. */
    follows: z.exactOptional(z.array(z.strictObject({ ...group, throughGroupId: z.string(), arrives: z.boolean() }))),
    /** Rows past the most an entry holds; the digest stands for them. */
    groupsNotListed: z.number(),
  }),
  z.strictObject({
    event: z.literal('approval asked'),
    plan: planNo,
    digest,
    question: z.number().int().positive(),
    handle: z.string(),
    askedAt: z.string(),
  }),
  /** Somebody said yes and may not, or the question lapsed. */
  z.strictObject({
    event: z.literal('approval not counted'),
    plan: planNo,
    question: z.number().int().positive(),
    by: z.array(sealedPersonSchema),
    because: z.array(z.string()),
  }),
  /** The decision that counts. */
  z.strictObject({
    event: z.literal('approved'),
    plan: planNo,
    digest,
    handle: z.string(),
    by: z.array(sealedPersonSchema),
    inPlaceOf: z.array(sealedPersonSchema),
    /** What the ticket system says: when, and which of its records is the proof. */
    decidedAt: z.string(),
    proof: z.string(),
    comparedBy: z.enum(['account and addresses', 'account, addresses not settled', 'nobody is named']),
    /** The run whose approval counts here too, because this plan holds nothing more; null where it was given in this one. */
    givenInRun: z.number().int().positive().nullable(),
  }),
  /** What of the approved plan is to be written, after everything was read anew. */
  z.strictObject({
    event: z.literal('prepared'),
    plan: planNo,
    digest,
    planOnly: z.boolean(),
    toWrite: ids,
    setAside: z.array(z.strictObject({ groupId: z.string(), result: z.enum(ADDITION_RESULTS) })),
  }),
  /** One membership: the state before, and what became of it. */
  z.strictObject({
    event: z.literal('written'),
    plan: planNo,
    digest,
    ...group,
    before: z.enum(['absent', 'member', 'not read']),
    outcome: writeOutcomeSchema,
    /** Times it was tried; 0 where nothing was sent. */
    attempts: z.number().int().nonnegative(),
    /** When that was known; null where nothing is known yet. */
    outcomeAt: z.string().nullable(),
  }),
  /** Additions, read back. */
  z.strictObject({ event: z.literal('additions read back'), plan: planNo, seen: ids, unseen: ids }),
  /** The identity team's half, read in Databricks. */
  z.strictObject({
    event: z.literal('identity groups read'),
    plan: planNo,
    task: z.string(),
    taskState: z.string(),
    present: ids,
    missing: ids,
  }),
  /** Why a run ends without all of its work, and by whom. */
  z.strictObject({ event: z.literal('closing'), end: z.enum(END_NAMES), by: z.array(sealedPersonSchema) }),
  z.strictObject({
    event: z.literal('ended'),
    end: z.enum(END_NAMES),
    plan: planNo.nullable(),
    digest: digest.nullable(),
    /** Null, as all that is not known: what the run remembered of it was damaged. */
    approved: z.boolean().nullable(),
    outcomes: z.partialRecord(writeOutcomeSchema, z.number()).nullable(),
    identityMissing: ids.nullable(),
    error: z.string().nullable(),
  }),
]);
export type AuditFacts = z.infer<typeof auditFactsSchema>;

/** Something to be recorded. `id` is unique within the run: the same is never recorded twice. */
export interface AuditEvent {
  readonly run: number;
  readonly id: string;
  readonly facts: AuditFacts;
}

/**
 * Names an event by what it says: the same said again is the same event, another finding is another one.
 * @param said without times
 */
export function eventId(what: string, said: z.core.util.JSONType): string {
  return `${what} ${createHash('sha256').update(orderedJson(said), 'utf8').digest('hex').slice(0, 16)}`;
}

/** Rows of a plan one entry holds; an item of the store takes 400 KB. */
export const MOST_ROWS = 1_000;
