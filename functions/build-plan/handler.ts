import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { received } from '#shared/report/messages/received.ts';
import { makePlan } from './make-plan.ts';
import { readRound } from './read-round.ts';

const HOUR_MS = 3_600_000;

/** Reads what the plan is made of, in rounds, and then makes it. */
export const buildPlan: Step<'BuildPlan'> = (ports) => async (key) => {
  const { store, clock, stage } = ports;
  const now = clock.now();
  const first = { planNo: 1, round: 0, startedAt: now.toISOString(), digest: null, additions: 0, idpActions: 0 };
  const progress = (await store.readSection(key, 'plan')) ?? first;
  const { source, target } = await remembered(ports, key, 'principals');
  const request = await remembered(ports, key, 'request');
  if (progress.round > 0) {
    const expectBy = new Date(now.getTime() + HOUR_MS).toISOString();
    const body = received({ source: request.source, target: request.target, expectBy });
    await say(ports, key, { name: 'received', audience: 'requester', body });
  }
  const wish = { source, target, scanUc: request.scanUc, ...stage.scan };
  const { reading, result } = await readRound(ports, key, progress, wish);
  if (result.more) {
    await store.writeSection(key, 'plan', { ...progress, round: progress.round + 1 });
    return { more: true, waitSeconds: result.waitSeconds, additions: 0, idpActions: 0 };
  }
  return { more: false, waitSeconds: 0, ...(await makePlan(ports, key, request, progress, reading)) };
};

export const handler = stepLambda('BuildPlan', buildPlan);
