import * as z from 'zod';
import { coverageGapSchema, securableGrantSchema, workspaceAccessSchema } from '../domain/evidence.ts';
import { routeSchema } from '../domain/findings.ts';
import { groupSchema } from '../domain/group.ts';
import { principalSchema } from '../domain/principal.ts';
import { BINDABLE_KINDS, SECURABLE_KINDS } from '../ports/directory.ts';
import { SQL_PARTS, type SqlPart } from '../ports/grant-statements.ts';

/** One read that is still to be done. Small on purpose: the queue is stored whenever a round ends. */
export const taskSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('transitive groups'), principalId: z.string() }),
  /** `most`: groups in all as the pages before said. */
  z.object({ do: z.literal('all groups'), startIndex: z.number(), most: z.number() }),
  z.object({ do: z.literal('everybody') }),
  z.object({ do: z.literal('group'), id: z.string() }),
  z.object({ do: z.literal('origin'), groupId: z.string() }),
  z.object({ do: z.literal('workspaces') }),
  z.object({ do: z.literal('assignments'), workspaceId: z.string(), workspaceName: z.string() }),
  z.object({ do: z.literal('metastores') }),
  z.object({ do: z.literal('metastore'), metastoreId: z.string(), workspaceId: z.string() }),
  z.object({
    do: z.literal('list'),
    metastoreId: z.string(),
    workspaceId: z.string(),
    kind: z.enum(SECURABLE_KINDS),
    parent: z.string().optional(),
    /** What is isolated in other workspaces too. */
    unbound: z.boolean().optional(),
  }),
  z.object({
    do: z.literal('bindings'),
    metastoreId: z.string(),
    workspaceId: z.string(),
    kind: z.enum(BINDABLE_KINDS),
    name: z.string(),
  }),
  z.object({
    do: z.literal('grants'),
    metastoreId: z.string(),
    workspaceId: z.string(),
    kind: z.enum([...SECURABLE_KINDS, 'metastore']),
    name: z.string(),
  }),
  z.object({
    do: z.literal('sql'),
    metastoreId: z.string(),
    workspaceId: z.string(),
    warehouseId: z.string(),
    leaveOut: z.array(z.custom<SqlPart>((part) => typeof part === 'string' && Object.hasOwn(SQL_PARTS, part))),
    /** Of the statement under way. */
    statementId: z.string().nullable(),
    polls: z.number(),
  }),
]);
export type Task = z.infer<typeof taskSchema>;
export type SqlTask = Extract<Task, { do: 'sql' }>;

/** A SQL statement in the place of many reads. */
const statementSchema = z.object({
  workspaceId: z.string(),
  state: z.enum(['asked', 'answered', 'given up']),
  /** Kinds it cannot tell; they are read by REST. */
  byRest: z.array(z.string()),
  /** What is read after all if it does not answer. */
  held: z.array(taskSchema),
});
export type Statement = z.infer<typeof statementSchema>;

/**
 * What is read when: memberships first (they say what matters) together with what names no group, that is where evidence
 * is to be looked for; then the cheap evidence, then ever deeper.
 */
const STAGES = ['memberships', 'evidence', 'schemas', 'objects', 'complete'] as const;

const placeSchema = z.object({ metastoreId: z.string(), workspaceId: z.string(), name: z.string() });

const metastoreSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its running workspaces. */
  workspaceIds: z.array(z.string()),
  /** True when others of its workspaces are not running. */
  resting: z.boolean(),
  /** Workspaces that were asked for its owner. */
  tried: z.array(z.string()),
  /** The one that told: whatever can be read from any workspace is read from there. Null while, or where, none did. */
  through: z.string().nullable(),
  owner: z.string().nullable(),
  /** Our reader is the owner: it is shown everything, and finding nothing proves something. */
  ours: z.boolean(),
});
export type ReadMetastore = z.infer<typeof metastoreSchema>;

/**
 * A reading under way: what was found, what is still to be read. Plain data, so that a later invocation goes on. The
 * version counts up whenever the shape, or the meaning of what it holds, becomes another one.
 */
export const readingSchema = z.object({
  version: z.literal(2),
  source: principalSchema,
  target: principalSchema,
  scanUc: z.boolean(),
  maxCalls: z.number(),
  /** Workspace id → id of a SQL warehouse in it. */
  warehouses: z.record(z.string(), z.string()).default({}),
  /** By metastore id. */
  statements: z.record(z.string(), statementSchema).default({}),
  stage: z.enum(STAGES),
  route: routeSchema,
  queue: z.array(taskSchema),
  /** How often a task failed, by its JSON. */
  failures: z.record(z.string(), z.number()),
  groups: z.record(z.string(), groupSchema),
  /** Ids of all groups that were asked for, those that are gone included: each is read once. */
  asked: z.record(z.string(), z.literal(true)),
  /** True once the group of everybody was looked for by its name. */
  everybodyAsked: z.boolean(),
  origins: z.record(z.string(), z.enum(['internal', 'external'])),
  assignments: z.record(z.string(), z.array(workspaceAccessSchema)),
  grants: z.record(z.string(), z.array(securableGrantSchema)),
  workspaces: z.object({
    read: z.number(),
    total: z.number(),
    running: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  metastores: z.array(metastoreSchema),
  /** Objects that several workspaces show and one is enough for, by metastore, kind and name. */
  seen: z.record(z.string(), z.literal(true)),
  catalogs: z.array(placeSchema),
  schemas: z.array(placeSchema),
  /** Unity Catalog calls below catalog level: these are limited by `maxCalls`. */
  deepCalls: z.number(),
  gaps: z.array(coverageGapSchema),
});
export type Reading = z.infer<typeof readingSchema>;

export interface ReadingWish {
  readonly source: Reading['source'];
  readonly target: Reading['target'];
  readonly scanUc: boolean;
  readonly maxCalls: number;
  /** Workspace id → id of a SQL warehouse in it; one per metastore is used. @default none */
  readonly warehouses?: Readonly<Record<string, string>>;
}

/**
 * A stored reading, and what is kept beside it. Null where a deployment of another shape stored it: reading writes
 * nothing outside, so the honest thing is to begin anew.
 * @param schema holds readingSchema
 */
export function storedReading<T>(schema: z.ZodType<T>, text: string): T | null {
  return schema.safeParse(JSON.parse(text)).data ?? null;
}

/** Begins a reading: nothing found, the memberships of both principals and the workspaces to be asked for. */
export function startReading(wish: ReadingWish): Reading {
  return {
    version: 2,
    ...wish,
    warehouses: { ...wish.warehouses },
    statements: {},
    stage: 'memberships',
    route: 'iam-v2',
    queue: [
      // First: Unity Catalog is three answers away from here.
      { do: 'workspaces' },
      { do: 'transitive groups', principalId: wish.source.id },
      { do: 'transitive groups', principalId: wish.target.id },
    ],
    failures: {},
    groups: {},
    asked: {},
    everybodyAsked: false,
    origins: {},
    assignments: {},
    grants: {},
    workspaces: { read: 0, total: 0, running: [] },
    metastores: [],
    seen: {},
    catalogs: [],
    schemas: [],
    deepCalls: 0,
    gaps: [],
  };
}
