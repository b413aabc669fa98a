import { type Drift, judgeAddition } from '#shared/domain/drift.ts';
import { ancestorsOf, groupsAt, readGraph } from '#shared/domain/membership.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { newlyUnreadable } from '#shared/planning/newly-unreadable.ts';
import type { Client } from './client.ts';
import type { OnProgress, Patience } from './patience.ts';
import { readAll } from './read-findings.ts';

interface Stoppable {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

/**
 * Reads memberships and workspace assignments anew (not Unity Catalog) and judges every addition of a plan by them:
 * what a group opens may have grown since somebody agreed to the plan.
 */
export async function recheckAdditions(
  client: Client,
  patience: Patience,
  plan: Plan,
  { signal, onProgress }: Stoppable,
): Promise<ReadonlyMap<string, Drift>> {
  const { source, target } = plan;
  const reading = await readAll(client, patience, { source, target, scanUc: false, maxCalls: 0, signal }, () =>
    onProgress({ doing: 'reading the groups again before writing' }),
  );
  const graph = readGraph(reading.groups);
  const unreadable = newlyUnreadable(reading, plan);
  const judge = async (action: Action): Promise<Drift> => {
    const { id } = action.group;
    // The reading holds the groups of source and target only: one that lost both is not gone for that.
    const group = reading.groups[id] ?? (await patience.read(() => client.directory.readGroup(id)));
    const ancestors = groupsAt(graph, ancestorsOf(graph, id));
    const holds = (principalId: string) => group?.members.some((member) => member.id === principalId) ?? false;
    const drift = judgeAddition(action, plan, {
      group,
      ancestors,
      assignments: [id, ...ancestors.map((ancestor) => ancestor.id)].flatMap((each) => reading.assignments[each] ?? []),
      sourceMembership: reading.origins[id] ?? null,
      sourceStillIn: holds(source.id),
      targetAlreadyIn: holds(target.id),
    });
    return drift.kind === 'unchanged' && unreadable !== null ? unreadable : drift;
  };
  const additions = plan.actions.filter(({ type }) => type === 'Databricks');
  return new Map(await Promise.all(additions.map(async (action) => [action.group.id, await judge(action)] as const)));
}
