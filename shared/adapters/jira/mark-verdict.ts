import type { Plan } from '#shared/domain/plan.ts';
import { inPath } from './client.ts';
import type { JiraSite } from './site.ts';

/** Labels of ours: they begin so, and hold no blank, which Jira refuses. */
const LABELS = {
  CLEAN: 'access-desk-clean',
  'LOOK CLOSER': 'access-desk-look-closer',
} as const satisfies Record<Plan['verdict']['word'], string>;

/**
 * Labels the ticket with the verdict of its plan, so that a queue can be filtered by it; null takes the label away. Only
 * labels of ours are added and removed, each by name: those of other people stay, whoever changes them meanwhile.
 */
export async function markVerdict(
  site: JiraSite,
  ticketId: string,
  verdict: Plan['verdict']['word'] | null,
): Promise<void> {
  const labels = Object.entries(LABELS).map(([word, label]) => (word === verdict ? { add: label } : { remove: label }));
  await site.client.send({
    what: 'labelling a ticket',
    method: 'PUT',
    path: `/rest/api/3/issue/${inPath(ticketId)}`,
    body: { update: { labels } },
  });
}
