import * as z from 'zod';
import { compareIds } from './changelog.ts';
import { inPath, numericIdSchema } from './client.ts';
import { readPages } from './pages.ts';
import { authorSchema } from './people.ts';
import type { JiraSite } from './site.ts';

const PAGE = 50;

const decisionSchema = z.enum(['pending', 'approved', 'declined']);
const momentSchema = z
  .object({ epochMillis: z.number() })
  .transform((time) => new Date(time.epochMillis).toISOString());

/** An approval of Jira Service Management. Times are those of the whole, there is none per approver. */
const approvalSchema = z
  .object({
    id: numericIdSchema,
    /** The status it belongs to: approvals of several steps of one workflow differ in it. */
    name: z.string().default(''),
    finalDecision: decisionSchema,
    approvers: z.array(z.object({ approver: authorSchema, approverDecision: decisionSchema })).default([]),
    createdDate: momentSchema,
    completedDate: momentSchema.nullish(),
  })
  .transform(({ createdDate, completedDate, ...approval }) => ({
    ...approval,
    createdAt: createdDate,
    completedAt: completedDate ?? null,
  }));
export type Approval = z.infer<typeof approvalSchema>;

const pageSchema = z.object({ values: z.array(approvalSchema), isLastPage: z.boolean().default(true) });

/** Every approval the ticket ever had, oldest first. Each entry into the approval status makes one. */
export async function readApprovals(site: JiraSite, issueId: string): Promise<readonly Approval[]> {
  const what = 'reading the approvals';
  const path = `/rest/servicedeskapi/request/${inPath(issueId)}/approval`;
  const approvals = await readPages(what, async (start) => {
    const page = await site.client.read({ what, path, query: { start, limit: PAGE } }, pageSchema);
    return { values: page.values, isLast: page.isLastPage };
  });
  return (approvals ?? []).sort((a, b) => compareIds(a.id, b.id));
}
