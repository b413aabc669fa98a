import { additionEffect } from '#functions/common/note-additions.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { lookLast } from '#shared/planning/last-look.ts';
import { ACCEPTED, ALREADY_MEMBER, mayBeOurs, type Outcome, outcomeIn, receiptOf } from './effect.ts';
import type { OpenAddition, OpenWork } from './open-work.ts';
import { isLastTry, secondsOpen, secondsToNextTry } from './unsettled.ts';
import { writeMember } from './write-member.ts';

export interface Wish extends Pick<OpenWork, 'planNo' | 'digest' | 'plan'>, OpenAddition {
  readonly planOnly: boolean;
  /** Why it must not be written any more, known before looking; null where nothing is. */
  readonly obstacle: string | null;
}

export interface Standing {
  readonly outcome: Outcome;
  /** Seconds after which to come back, because the write may still land or is to be tried again; 0: this is final. */
  readonly openSeconds: number;
}

const NO_ANSWER: Outcome = { result: 'failed', reason: 'the write before this one left no answer' };

/**
 * Adds the target to one group. The group and what it leads to are read once more, the intent with the state before goes
 * into the ledger, then one add-only PATCH. A repetition begins at the look-up: what it finds there after an intent with
 * "absent" is its own work, unless the one write before was answered with a no; what had no clear answer is written again
 * only when it cannot land any more.
 * @throws DirectoryRateLimited, DirectoryUnavailable (when reading fails): the step is tried again
 */
export async function addOne(ports: StepPorts<'AddMember'>, key: RunKey, wish: Wish): Promise<Standing> {
  const { store, directory, clock, owner } = ports;
  const { planNo, digest, plan, action, unsettled, planOnly } = wish;
  const effect = additionEffect(planNo, action.group.id);
  const settle = async (outcome: Outcome) => final(outcomeIn(await store.settle(key, effect, receiptOf(outcome))));
  const earlier = await store.readEffect(key, effect);
  if (earlier?.receipt != null) return final(outcomeIn(earlier.receipt));

  const { isMember, obstacle } = await lookLast(directory, plan, action);
  const found = mayBeOurs(earlier) ? ACCEPTED : ALREADY_MEMBER;
  if (isMember) return final(found);
  const openSeconds = earlier === null ? 0 : secondsOpen(earlier, clock.now());
  if (openSeconds > 0) return { outcome: unsettled ?? NO_ANSWER, openSeconds };
  const changed = wish.obstacle ?? obstacle;
  if (changed !== null) return final({ result: 'not written', reason: changed });
  if (planOnly) return final({ result: 'would have been added', reason: null });
  if (earlier !== null && unsettled !== null && isLastTry(earlier.attempt, unsettled)) return settle(unsettled);

  await store.intend(key, effect, { owner, before: 'absent' });
  const audit = { ticketKey: (await remembered(ports, key, 'ticket')).key, digest };
  const nothingOutstanding = () => store.giveUp(key, effect, owner);
  const { as, outcome } = await writeMember(ports, { ...wish, found }, audit, nothingOutstanding);
  if (as === 'answered') return settle(outcome);
  if (as === 'noted') return final(outcome);
  return { outcome, openSeconds: secondsToNextTry((earlier?.attempt ?? 0) + 1, outcome) };
}

function final(outcome: Outcome): Standing {
  return { outcome, openSeconds: 0 };
}
