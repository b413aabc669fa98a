import { judgeTarget } from '#shared/domain/drift.ts';
import { BUILT_IN_GROUPS, type Group } from '#shared/domain/group.ts';
import type { Plan, PlanGroup } from '#shared/domain/plan.ts';
import type { AdditionResult } from '#shared/domain/run.ts';
import { DeskError, DirectoryRefused, DirectoryUnavailable, TargetChanged } from '#shared/errors.ts';
import type { AuditTag } from '#shared/ports/directory.ts';
import type { Client } from './client.ts';
import { confirmMembers } from './confirm.ts';
import { type OnProgress, Patience } from './patience.ts';
import { recheckAdditions } from './recheck.ts';

export type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

export interface WriteOptions {
  /** Goes into the User-Agent, which Databricks' audit log keeps. */
  readonly audit: AuditTag;
  /** Once aborted no further write starts; what was written is still reported. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

/** Account SCIM is said to take two PATCH a second; half of that leaves room for others. */
const MS_PER_WRITE = 1_000;

const ACCEPTED = 'accepted, not yet confirmed';
const UNANSWERED = 'Databricks did not answer, and the membership was not seen within a minute';

/**
 * Writes the additions of a plan, at most one a second, and confirms them by reading.
 * @returns what became of every addition, by group id
 * @throws TargetChanged before the first write when the target is not the planned one any more
 */
export async function writeAdditions(client: Client, plan: Plan, options: WriteOptions): Promise<Map<string, Outcome>> {
  const { clock } = client;
  const { onProgress, signal } = options;
  const patience = new Patience(clock, onProgress);
  const additions = plan.actions.filter(({ type }) => type === 'Databricks');
  const outcomes = new Map<string, Outcome>();
  if (additions.length === 0) return outcomes;

  const changed = await targetChange(client, patience, plan);
  if (changed !== null) throw new TargetChanged({ change: changed });
  const drifts = await recheckAdditions(client, patience, plan, onProgress);
  const unanswered = new Set<string>();
  let nextWriteAt = clock.now().getTime();

  for (const [index, { group }] of additions.entries()) {
    onProgress({ doing: `adding ${index + 1} of ${additions.length}` });
    const drift = drifts.get(group.id) ?? { kind: 'narrower', reason: 'the group is gone' };
    if (drift.kind === 'alreadyMember') outcomes.set(group.id, { result: 'already member', reason: null });
    else if (drift.kind !== 'unchanged') outcomes.set(group.id, notWritten(`since the plan: ${drift.reason}`));
    else if (signal?.aborted) outcomes.set(group.id, notWritten('stopped before its turn'));
    else outcomes.set(group.id, await addOne(group));
  }

  const accepted = [...outcomes].filter(([, { result }]) => result === ACCEPTED).map(([id]) => id);
  const proved = await confirmMembers(client, plan.target.id, accepted, { signal, onProgress });
  for (const id of accepted) {
    if (proved.has(id)) outcomes.set(id, { result: 'applied', reason: null });
    else if (unanswered.has(id)) outcomes.set(id, { result: 'failed', reason: UNANSWERED });
  }
  return outcomes;

  /** Looks once more, as late as possible, then writes; an answer that says "later" is obeyed. */
  async function addOne(group: PlanGroup): Promise<Outcome> {
    const pause = nextWriteAt - clock.now().getTime();
    if (pause > 0) await clock.sleep(pause);
    const decided = await lookAgain(group);
    if (decided !== null) return decided;
    try {
      await patience.call(() => {
        nextWriteAt = clock.now().getTime() + MS_PER_WRITE;
        return client.writer.addMember(group.id, plan.target.id, options.audit);
      });
    } catch (error) {
      if (error instanceof DirectoryRefused) return { result: 'refused', reason: String(error.facts.detail) };
      if (!(error instanceof DirectoryUnavailable)) return failedBy(error);
      // It may have been written all the same: reading tells, sending it again would guess.
      unanswered.add(group.id);
    }
    return { result: ACCEPTED, reason: null };
  }

  /** Null when the addition may be written. */
  async function lookAgain(planned: PlanGroup): Promise<Outcome | null> {
    try {
      const change = await targetChange(client, patience, plan);
      if (change !== null) return notWritten(`the target changed: ${change}`);
      const group = await patience.call(() => client.directory.readGroup(planned.id));
      if (group?.members.some(({ id }) => id === plan.target.id)) return { result: 'already member', reason: null };
      const obstacle = whyNotWritable(group, planned.name, plan.source.id);
      return obstacle === null ? null : notWritten(obstacle);
    } catch (error) {
      return failedBy(error);
    }
  }
}

/** One addition that fails must not stop the others; what is no error of ours must not be hidden. */
function failedBy(error: unknown): Outcome {
  if (error instanceof DeskError) return { result: 'failed', reason: error.message };
  throw error;
}

async function targetChange({ directory }: Client, patience: Patience, { target }: Plan): Promise<string | null> {
  return judgeTarget(target, await patience.call(() => directory.readPrincipal(target.kind, target.id)));
}

/** What must not have changed since the plan. */
function whyNotWritable(group: Group | null, name: string, sourceId: string): string | null {
  if (group === null) return 'the group is gone';
  if (group.name !== name) return 'the group was renamed after the plan';
  if (group.externalId !== null) return 'the group is managed by the identity provider now';
  if (group.roles.length > 0) return 'the group carries a role now';
  if (!group.members.some(({ id }) => id === sourceId)) return 'the source is no longer a member';
  return BUILT_IN_GROUPS.has(group.name) ? 'the group is built in' : null;
}

function notWritten(reason: string): Outcome {
  return { result: 'not written', reason };
}
