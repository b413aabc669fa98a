import { groupsHolding } from '#functions/common/groups-holding.ts';
import { noteAdditions } from '#functions/common/note-additions.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { storedResults } from '#functions/common/results.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { judgeLook, SECONDS_APART } from '#shared/domain/confirmation.ts';
import { followsReached } from '#shared/planning/follows-reached.ts';
import { recordProof } from './record-proof.ts';

/** Reads the written groups back, and records what came of it. */
export const confirmAdditions: Step<'ConfirmAdditions'> = (ports) => async (key) => {
  const answer = await look(ports)(key);
  if (answer.next === 'settled') await noteAdditions(ports, key, 'read back');
  return answer;
};

/**
 * Reads the written groups and what follows from them until two readings, 20 s apart, see the target everywhere, for
 * about 5 minutes at most. What was sent without a clear answer is looked for as well: it may have arrived late.
 */
const look: Step<'ConfirmAdditions'> = (ports) => async (key) => {
  const { store, directory, clock } = ports;
  const { plan } = await currentPlan(ports, key);
  const { planNo } = await remembered(ports, key, 'additions');
  const written = (await storedResults(ports, key)).filter(
    ({ result }) => result === 'accepted, not yet confirmed' || result === 'failed',
  );
  if (written.length === 0) return { next: 'settled', waitSeconds: 0 };
  const accepted = written.filter(({ result }) => result !== 'failed').map(({ groupId }) => groupId);
  const follows = plan.follows.filter((one) => one.follows && accepted.includes(one.throughGroupId));
  const now = clock.now().toISOString();
  const earlier = await store.readSection(key, 'confirmation');
  const holding = await groupsHolding(
    directory,
    written.map(({ groupId }) => groupId),
    plan.target.id,
  );
  const following = await followsReached(directory, { target: plan.target, follows }, holding);
  const seen = [...holding, ...following];
  const awaited = [...accepted, ...follows.map(({ group }) => group.id)];
  const { proved, settled } = judgeLook({ awaited, seen, earlier, now });
  const followsMissing = follows.map(({ group }) => group.id).filter((id) => !proved.includes(id));
  await store.writeSection(key, 'confirmation', { since: earlier?.since ?? now, lastAt: now, seen, followsMissing });
  if (!settled) return { next: 'look again', waitSeconds: SECONDS_APART };
  await recordProof(ports, key, { planNo, target: plan.target, written, proved: new Set(proved), at: now });
  return { next: 'settled', waitSeconds: 0 };
};

export const handler = stepLambda('ConfirmAdditions', confirmAdditions);
