import type { Step } from '#functions/common/ports.ts';
import { planText, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { buildPlan as judge } from '#shared/domain/build-plan.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import { countPlan } from '#shared/domain/counts.ts';
import { PlanTooLong, TooManyAdditions } from '#shared/errors.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { received } from '#shared/report/messages/received.ts';
import { readRound } from './read-round.ts';

const MOST_ROUNDS = 12;

/** Reads what the plan is made of, in rounds, and then makes it. */
export const buildPlan: Step<'BuildPlan'> = (ports) => async (key) => {
  const { store, clock, stage } = ports;
  const now = clock.now().toISOString();
  const progress = (await store.readSection(key, 'plan')) ?? {
    planNo: 1,
    round: 0,
    startedAt: now,
    digest: null,
    additions: 0,
    idpActions: 0,
  };
  if (progress.round >= MOST_ROUNDS) throw new PlanTooLong({ rounds: progress.round });
  const { source, target } = await remembered(ports, key, 'principals');
  const request = await remembered(ports, key, 'request');
  if (progress.round > 0) {
    const expectBy = new Date(Date.parse(now) + 3_600_000).toISOString();
    await say(ports, key, {
      name: 'received',
      audience: 'requester',
      body: received({ source: request.source, target: request.target, expectBy }),
    });
  }

  const { reading, result } = await readRound(ports, key, progress, {
    source,
    target,
    scanUc: request.scanUc,
    maxCalls: stage.scan.maxCalls,
  });
  if (result.more) {
    await store.writeSection(key, 'plan', { ...progress, round: progress.round + 1 });
    return { more: true, waitSeconds: result.waitSeconds, additions: 0, idpActions: 0 };
  }
  const { scanUc, without } = request;
  const plan = judge(findingsOf(reading), {
    scanUc,
    without,
    neverCopy: stage.policy.neverCopy,
    identityProvider: stage.identityProvider,
  });
  const { additions, identityActions } = countPlan(plan);
  if (additions > stage.policy.maxAdditions)
    throw new TooManyAdditions({ count: additions, most: stage.policy.maxAdditions });
  await store.writeText(key, planText(progress.planNo), JSON.stringify(plan));
  await store.writeSection(key, 'plan', {
    ...progress,
    digest: planDigest(plan),
    additions,
    idpActions: identityActions,
  });
  return { more: false, waitSeconds: 0, additions, idpActions: identityActions };
};

export const handler = stepLambda('BuildPlan', buildPlan);
