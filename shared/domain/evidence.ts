import * as z from 'zod';

export const workspaceLevelSchema = z.enum(['USER', 'ADMIN', 'UNKNOWN']);

/** One workspace a group (or one of its ancestors) is assigned to. */
export const workspaceAccessSchema = z.object({
  workspaceId: z.string(),
  workspaceName: z.string(),
  level: workspaceLevelSchema,
  /** Id of the group that carries the assignment: the group itself or an ancestor. */
  viaGroupId: z.string(),
});

/** What a Unity Catalog grant, or ownership (`privileges: ['OWNER']`), opens. */
export const securableGrantSchema = z.object({
  metastoreId: z.string(),
  kind: z.string(),
  name: z.string(),
  /** How many other objects of the kind are opened alike; absent where the named one is all. */
  more: z.exactOptional(z.number()),
  privileges: z.array(z.string()),
  viaGroupId: z.string(),
});

/** Reason of a gap that is no failure: every group that could be added had shown an effect by then. */
export const NOT_NEEDED = 'not read, no group to be added depends on it';

/**
 * A part of the evidence that could not be, or was not, read. `what` names it, such as `tables`. `membership`: a group
 * whose nesting could not be told.
 */
export const coverageGapSchema = z.object({
  area: z.enum(['workspace', 'unityCatalog', 'membership']),
  what: z.string(),
  reason: z.string(),
  /** False where nothing could have been there anyway: then "nothing found" still proves `no`. */
  hides: z.boolean().default(true),
});

/**
 * What could be read for the whole account, indexed by group. `complete` is true only where everything was readable
 * and read: nothing found then proves `no`; otherwise nothing found is `unknown`.
 */
export const evidenceSchema = z.object({
  /** By group id, and by the source's own id: own assignments (not those of ancestors). */
  assignments: z.record(z.string(), z.array(workspaceAccessSchema)),
  /** By group id, and by the source's own id: own grants and ownerships. Grants name groups by exact display name. */
  grants: z.record(z.string(), z.array(securableGrantSchema)),
  workspaces: z.object({ complete: z.boolean(), read: z.number(), total: z.number() }),
  unityCatalog: z.object({ scanned: z.boolean(), complete: z.boolean(), calls: z.number() }),
  gaps: z.array(coverageGapSchema),
});

export type WorkspaceLevel = z.infer<typeof workspaceLevelSchema>;
export type WorkspaceAccess = z.infer<typeof workspaceAccessSchema>;
export type SecurableGrant = z.infer<typeof securableGrantSchema>;
export type CoverageGap = z.infer<typeof coverageGapSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
