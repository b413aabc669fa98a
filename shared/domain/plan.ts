import * as z from 'zod';
import { coverageGapSchema, securableGrantSchema, workspaceAccessSchema } from './evidence.ts';
import { routeSchema } from './findings.ts';
import { principalSchema } from './principal.ts';

/** Names and their order are part of the CSV contract. */
export const ACTION_TYPES = ['IdP required', 'Databricks', 'Skipped', 'Blocked', 'Unverified'] as const;

export const planGroupSchema = z.object({
  id: z.string(),
  name: z.string(),
  externalId: z.string().nullable(),
  origin: z.enum(['external', 'internal']),
});

/** One direct group of the gap and what is to be done about it. */
export const actionSchema = z.object({
  type: z.enum(ACTION_TYPES),
  group: planGroupSchema,
  /** Names from the source to the group, both included: the shortest path. */
  path: z.array(z.string()),
  otherPaths: z.number(),
  evidence: z.enum(['yes', 'no', 'unknown']),
  workspaces: z.array(workspaceAccessSchema),
  grants: z.array(securableGrantSchema),
  /** Reasons to look twice: workspace ADMIN, MANAGE, ALL PRIVILEGES. Empty for ordinary access. */
  elevated: z.array(z.string()),
  roles: z.array(z.string()),
  /** Why this type, for Skipped, Blocked and Unverified; null where the type speaks for itself. */
  reason: z.string().nullable(),
  /** Ids of all ancestors the group had when it was planned: a later one makes the plan wider. */
  ancestorIds: z.array(z.string()),
  /** Direct members the group had; a group of three or fewer is unusual. */
  memberCount: z.number(),
});

/** One transitive group of the gap: it arrives by itself, or says why it will not. */
export const followSchema = z.object({
  group: planGroupSchema,
  path: z.array(z.string()),
  otherPaths: z.number(),
  /** The direct group it comes through: its row stands in that action's block. */
  throughGroupId: z.string(),
  throughGroupName: z.string(),
  throughType: z.enum(ACTION_TYPES),
  follows: z.boolean(),
  workspaces: z.array(workspaceAccessSchema),
  grants: z.array(securableGrantSchema),
});

/** One line of the comparison: a group and how each principal is in it. */
export const membershipLineSchema = z.object({
  group: planGroupSchema,
  inSource: z.boolean(),
  inTarget: z.boolean(),
  directInSource: z.boolean(),
  directInTarget: z.boolean(),
  pathInSource: z.array(z.string()),
  pathInTarget: z.array(z.string()),
});

export const planSchema = z.object({
  version: z.literal(1),
  source: principalSchema,
  target: principalSchema,
  route: routeSchema,
  scanUc: z.boolean(),
  without: z.array(z.string()),
  /** Direct groups of the gap by name. */
  actions: z.array(actionSchema),
  /** Transitive groups of the gap by name. */
  follows: z.array(followSchema),
  /** The whole comparison by group name, built-in groups included. */
  comparison: z.array(membershipLineSchema),
  sharedCount: z.number(),
  coverage: z.object({
    workspacesRead: z.number(),
    workspacesTotal: z.number(),
    unityCatalogScanned: z.boolean(),
    unityCatalogComplete: z.boolean(),
    unityCatalogCalls: z.number(),
    gaps: z.array(coverageGapSchema),
    notCovered: z.array(z.string()),
  }),
  /** What the source has that no group membership carries: own roles, direct workspace assignments, direct grants. */
  notCopied: z.array(z.string()),
  verdict: z.object({ word: z.enum(['CLEAN', 'LOOK CLOSER']), reasons: z.array(z.string()) }),
});

export type ActionType = (typeof ACTION_TYPES)[number];
export type PlanGroup = z.infer<typeof planGroupSchema>;
export type Action = z.infer<typeof actionSchema>;
export type Follow = z.infer<typeof followSchema>;
export type MembershipLine = z.infer<typeof membershipLineSchema>;
export type Plan = z.infer<typeof planSchema>;
