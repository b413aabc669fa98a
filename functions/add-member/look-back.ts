import { groupsHolding } from '#functions/common/groups-holding.ts';
import { additionEffect } from '#functions/common/note-additions.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { ACCEPTED, outcomeIn } from './effect.ts';

/**
 * Nothing more is written; what a write before this came to, and nobody has noted, is found out by reading, so that the
 * end of the run tells what was written.
 */
export async function lookBack(ports: StepPorts<'AddMember'>, key: RunKey, chunk: number): Promise<void> {
  const { store, directory, clock } = ports;
  const prepared = await store.readSection(key, 'additions');
  const stored = prepared && (await store.readAdditions(key, prepared.planNo, chunk));
  if (prepared === null || stored === null) return;
  const { planNo } = prepared;
  const { plan } = await currentPlan(ports, key);
  for (const { groupId } of stored.additions) {
    const sent = await store.readEffect(key, additionEffect(planNo, groupId));
    const known = stored.results.find((one) => one.groupId === groupId);
    if (sent === null || (known !== undefined && known.result !== 'failed' && known.result !== 'refused')) continue;
    const note = (outcome: typeof ACCEPTED) =>
      store.recordResult(key, planNo, chunk, { groupId, at: clock.now().toISOString(), ...outcome });
    if (sent.receipt !== null) await note(outcomeIn(sent.receipt));
    else if ((await groupsHolding(directory, [groupId], plan.target.id)).length > 0) {
      await note(ACCEPTED);
    } else if (known === undefined) {
      await note({ result: 'failed', reason: 'the write left no answer, and the membership was not seen' });
    }
  }
}
