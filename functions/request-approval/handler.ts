import { skipAllTasks } from '#functions/common/ask-identity-team.ts';
import { note } from '#functions/common/note.ts';
import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { tellIfRequesterLeft } from '#functions/common/requester-left.ts';
import { sayPlan } from '#functions/common/say-plan.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { approvalPollSeconds, approvalWait } from '#shared/domain/polling.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import { ask } from './ask.ts';

/** Asks for a decision on the current plan: a fresh one for every plan, and again after one that does not count. */
export const requestApproval: Step<'RequestApproval'> = (ports) => async (key) => {
  const { store, clock, stage } = ports;
  const progress = await remembered(ports, key, 'plan');
  const { planNo, digest, idpActions } = progress;
  if (digest === null) throw new StoredItemDamaged({ item: `digest of plan ${planNo}` });
  if (idpActions === 0) await skipAllTasks(ports, key, 'the plan changed and needs no group of yours any more');

  await tellIfRequesterLeft(ports, key, (await remembered(ports, key, 'ticket')).requester);

  const last = await store.readSection(key, 'decision');
  const stillOpen = last?.planNo === planNo && !last.lapsed;
  if (!stillOpen) {
    const askNo = last?.planNo === planNo ? last.askNo + 1 : 1;
    // Nobody was to decide on this plan before, so it was not put up.
    if (last?.planNo === planNo && last.carriedFrom !== undefined) await sayPlan(ports, key);
    const asked = await ask(ports, key, { planNo, askNo });
    const { handle, askedAt } = asked;
    const facts = { event: 'approval asked', plan: planNo, digest, question: askNo, handle, askedAt } as const;
    await note(ports, key, `asked ${planNo}.${askNo}`, facts);
    await store.writeSection(key, 'decision', { planNo, digest, askNo, lapsed: false, ...asked });
  }
  const wait = { ...approvalWait(progress, stage.timeouts.approvalDays), now: clock.now().toISOString() };
  return { pollSeconds: approvalPollSeconds(wait) };
};

export const handler = stepLambda('RequestApproval', requestApproval);
