import * as z from 'zod';
import { evidenceSchema } from './evidence.ts';
import { groupSchema } from './group.ts';
import { principalSchema } from './principal.ts';

/** How memberships were read: IAM v2 (transitive parents), or the SCIM route (every group of the account). */
export const routeSchema = z.enum(['iam-v2', 'scim']);

/** Everything a plan is made of, as read from Databricks. Reading it is shared/planning's work; judging it is plan.ts's. */
export const findingsSchema = z.object({
  route: routeSchema,
  source: principalSchema,
  target: principalSchema,
  /** Every group either principal is in, directly or through nesting, by id; each with its direct members. */
  groups: z.record(z.string(), groupSchema),
  /**
   * By group id, for direct groups of the gap where IAM v2 answered: who owns the source's own membership.
   * Absent on the SCIM route: then only the group's externalId tells.
   */
  sourceMembership: z.record(z.string(), z.enum(['internal', 'external'])),
  evidence: evidenceSchema,
});

export type Findings = z.infer<typeof findingsSchema>;
