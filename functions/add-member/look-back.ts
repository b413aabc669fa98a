import { groupsHolding } from '#functions/common/groups-holding.ts';
import { additionEffect } from '#functions/common/note-additions.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { EffectUnsettled } from '#shared/errors.ts';
import { ACCEPTED, ALREADY_MEMBER, mayBeOurs, type Outcome, outcomeIn } from './effect.ts';
import { secondsOpen } from './unsettled.ts';

/**
 * Nothing more is written; what a write before this came to, and nobody has noted, is found out by reading, so that the
 * end of the run tells what was written.
 * @throws EffectUnsettled while one may still land, or was written so lately that reads need not show it
 */
export async function lookBack(ports: StepPorts<'AddMember'>, key: RunKey, chunk: number): Promise<void> {
  const { store, directory, clock } = ports;
  const prepared = await store.readSection(key, 'additions');
  const stored = prepared && (await store.readAdditions(key, prepared.planNo, chunk));
  if (prepared === null || stored === null) return;
  const { planNo } = prepared;
  const { plan } = await currentPlan(ports, key);
  for (const { groupId } of stored.additions) {
    const effect = additionEffect(planNo, groupId);
    const sent = await store.readEffect(key, effect);
    const known = stored.results.find((one) => one.groupId === groupId);
    if (sent === null || (known !== undefined && known.result !== 'failed' && known.result !== 'refused')) continue;
    const note = (outcome: Outcome) =>
      store.recordResult(key, planNo, chunk, { groupId, at: clock.now().toISOString(), ...outcome });
    if (sent.receipt !== null) await note(outcomeIn(sent.receipt));
    else if ((await groupsHolding(directory, [groupId], plan.target.id)).length > 0) {
      await note(mayBeOurs(sent) ? ACCEPTED : ALREADY_MEMBER);
    } else if (secondsOpen(sent, clock.now()) > 0) {
      throw new EffectUnsettled({ effect, waitSeconds: secondsOpen(sent, clock.now()) });
    } else if (known === undefined) {
      await note({ result: 'failed', reason: 'the write left no answer, and the membership was not seen' });
    }
  }
}
