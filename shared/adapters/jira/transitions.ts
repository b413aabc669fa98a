import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import { idSchema, inPath } from './client.ts';
import { findHead, type JiraSite, statusSchema } from './site.ts';

const transitionsSchema = z.object({
  transitions: z.array(z.object({ id: idSchema, to: statusSchema, isAvailable: z.boolean().default(true) })),
});

export interface Transition {
  readonly id: string;
  readonly to: { readonly id: string; readonly name: string; readonly isDone: boolean };
}

/** What our account may do with the issue now: depends on its status, and on a pending approval. */
export async function possibleTransitions(site: JiraSite, issueId: string): Promise<readonly Transition[]> {
  const call = { what: 'reading the transitions', path: `/rest/api/3/issue/${inPath(issueId)}/transitions` };
  const { transitions } = await site.client.read(call, transitionsSchema);
  return transitions
    .filter((transition) => transition.isAvailable)
    .map(({ id, to }) => ({ id, to: { id: to.id, name: to.name, isDone: to.statusCategory?.key === 'done' } }));
}

/** Does one transition. */
export async function transition(site: JiraSite, issueId: string, transitionId: string): Promise<void> {
  await site.client.send({
    what: 'moving an issue',
    path: `/rest/api/3/issue/${inPath(issueId)}/transitions`,
    body: { transition: { id: transitionId } },
  });
}

/**
 * Moves an issue along its workflow into the first of these statuses that can be reached. Transition names are edited
 * and translated by admins, so only the id of the status they lead to counts.
 * @returns false when no transition leads there from where the issue is
 */
export async function moveTo(site: JiraSite, issueId: string, statusIds: readonly string[]): Promise<boolean> {
  if (await tryMove(site, issueId, statusIds)) return true;
  // 409: somebody else changed the issue at the same moment; perhaps to where we wanted it.
  const head = await findHead(site, issueId);
  return head !== null && statusIds.includes(head.statusId);
}

async function tryMove(site: JiraSite, issueId: string, statusIds: readonly string[]): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const possible = await possibleTransitions(site, issueId);
    const wanted = statusIds.flatMap((id) => possible.filter(({ to }) => to.id === id)).at(0);
    if (wanted === undefined) return false;
    try {
      await transition(site, issueId, wanted.id);
      return true;
    } catch (error) {
      const conflict = error instanceof TicketSystemRefused && error.facts.status === 409;
      if (!conflict || attempt === 2) throw error;
    }
  }
}
