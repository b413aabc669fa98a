import { groupsHolding } from '#functions/common/groups-holding.ts';
import { noteAdditions } from '#functions/common/note-additions.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { storedResults } from '#functions/common/results.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { whyUnseen } from '#shared/planning/why-unseen.ts';

/** Databricks reads are served from caches up to a minute old and do not always move forward: two must agree. */
const SECONDS_APART = 20;
const MOST_SECONDS = 5 * 60;

/** Reads the written groups back, and records what came of it. */
export const confirmAdditions: Step<'ConfirmAdditions'> = (ports) => async (key) => {
  const answer = await look(ports)(key);
  if (answer.next === 'settled') await noteAdditions(ports, key, 'read back');
  return answer;
};

/** Reads the written groups until two readings, 20 s apart, see every new member, for at most 5 minutes. */
const look: Step<'ConfirmAdditions'> = (ports) => async (key) => {
  const { store, directory, clock } = ports;
  const { plan } = await currentPlan(ports, key);
  const { planNo } = await remembered(ports, key, 'additions');
  const accepted = (await storedResults(ports, key)).filter(({ result }) => result === 'accepted, not yet confirmed');
  const now = clock.now().toISOString();
  const before = await store.readSection(key, 'confirmation');
  if (accepted.length === 0) return { next: 'settled', waitSeconds: 0 };

  const ids = accepted.map(({ groupId }) => groupId);
  const seen = await groupsHolding(directory, ids, plan.target.id);
  const since = before?.since ?? now;
  const agreed = seen.filter((id) => before?.seen.includes(id) && secondsBetween(before.lastAt, now) >= SECONDS_APART);
  const settled = agreed.length === accepted.length || secondsBetween(since, now) >= MOST_SECONDS;
  if (settled) {
    for (const { chunk, groupId } of accepted.filter(({ groupId }) => agreed.includes(groupId))) {
      await store.recordResult(key, planNo, chunk, { groupId, result: 'applied', reason: null, at: now });
    }
    const unseen = accepted.filter(({ groupId }) => !agreed.includes(groupId));
    const reason = unseen.length === 0 ? null : await whyUnseen(directory, plan.target);
    for (const { chunk, groupId, result } of reason === null ? [] : unseen) {
      await store.recordResult(key, planNo, chunk, { groupId, result, reason, at: now });
    }
    return { next: 'settled', waitSeconds: 0 };
  }
  await store.writeSection(key, 'confirmation', { since, lastAt: now, seen });
  return { next: 'look again', waitSeconds: SECONDS_APART };
};

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

export const handler = stepLambda('ConfirmAdditions', confirmAdditions);
