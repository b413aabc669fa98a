import { additionEffect } from '#functions/common/note-additions.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import type { AdditionResult, RunKey, Sections } from '#shared/domain/run.ts';
import { StoredItemDamaged } from '#shared/errors.ts';

/** What of a chunk is still to be done, under which plan. */
export interface OpenWork {
  readonly chunk: number;
  readonly planNo: number;
  readonly digest: string;
  readonly plan: Plan;
  readonly prepared: Sections['additions'];
  readonly open: readonly OpenAddition[];
}

export interface OpenAddition {
  readonly action: Action;
  /** What the last write came to that got no clear answer; null where there was none. */
  readonly unsettled: AdditionResult | null;
}

/**
 * Only what the approved plan adds can be written, whatever a stored chunk says.
 * @throws StoredItemDamaged when plan, approval and chunk do not belong together
 */
export async function openWork(ports: StepPorts<'AddMember'>, key: RunKey, chunk: number): Promise<OpenWork> {
  const { store } = ports;
  const prepared = await remembered(ports, key, 'additions');
  const approval = await remembered(ports, key, 'approval');
  const { planNo, digest } = prepared;
  const { plan, digest: current } = await currentPlan(ports, key);
  const stored = await store.readAdditions(key, planNo, chunk);
  const damaged = () => new StoredItemDamaged({ item: `chunk ${chunk} of plan ${planNo}` });
  if (stored === null || current !== digest || approval.digest !== digest) throw damaged();
  const open: OpenAddition[] = [];
  for (const { groupId } of stored.additions) {
    const action = plan.actions.find(({ type, group }) => type === 'Databricks' && group.id === groupId);
    if (action === undefined) throw damaged();
    const result = stored.results.find((one) => one.groupId === groupId) ?? null;
    if (result !== null && !mayBeUnsettled(result)) continue;
    const effect = result && (await store.readEffect(key, additionEffect(planNo, groupId)));
    if (effect?.receipt == null) open.push({ action, unsettled: result });
  }
  return { chunk, planNo, digest, plan, prepared, open };
}

function mayBeUnsettled({ result }: AdditionResult): boolean {
  return result === 'failed' || result === 'refused';
}
