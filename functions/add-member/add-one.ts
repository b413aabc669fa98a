import { additionEffect } from '#functions/common/note-additions.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import type { AdditionResult, RunKey } from '#shared/domain/run.ts';
import { DirectoryRefused, DirectoryUnavailable, EffectUnsettled } from '#shared/errors.ts';
import { lookLast } from '#shared/planning/last-look.ts';
import type { AuditTag } from '#shared/ports/directory.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';

type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

interface Wish {
  readonly planNo: number;
  readonly digest: string;
  readonly plan: Plan;
  /** One of the plan. */
  readonly action: Action;
  readonly planOnly: boolean;
}

const ACCEPTED: Outcome = { result: 'accepted, not yet confirmed', reason: null };

/** Seconds after which Databricks has either applied an unanswered PATCH or dropped it; its own clients give up after 60. */
const SETTLE_SECONDS = 60;

/** Tries in all where somebody else changes the group at the same moment (409), a second apart. */
const MOST_TRIES = 3;

/**
 * Adds the target to one group. The group and what it leads to are read once more, the intent with the state before goes
 * into the ledger, then one add-only PATCH. A repetition that finds the member there after an intent with "absent" knows
 * its own work.
 * @throws DirectoryUnavailable, DirectoryRateLimited, EffectUnsettled: the step is tried again and starts at the look-up
 */
export async function addOne(ports: StepPorts<'AddMember'>, key: RunKey, wish: Wish): Promise<Outcome> {
  const { store, directory, clock, owner } = ports;
  const { planNo, digest, plan, action, planOnly } = wish;
  const effect = additionEffect(planNo, action.group.id);
  const earlier = await store.readEffect(key, effect);
  if (earlier?.receipt != null) return readReceipt(earlier.receipt);

  const { isMember, obstacle } = await lookLast(directory, plan, action);
  if (isMember) return earlier?.before === 'absent' ? ACCEPTED : { result: 'already member', reason: null };
  requireSettled(effect, earlier, clock.now());
  if (obstacle !== null) return { result: 'not written', reason: obstacle };
  if (planOnly) return { result: 'would have been added', reason: null };

  await store.intend(key, effect, { owner, before: 'absent' });
  const outcome = await write(ports, wish, { ticketKey: (await remembered(ports, key, 'ticket')).key, digest });
  if (outcome.result === 'not written') return outcome;
  const receipt = outcome.result === 'refused' ? `refused: ${outcome.reason}` : 'accepted';
  return readReceipt(await store.settle(key, effect, receipt));
}

/** A conflict changed nothing, so no answer is outstanding: look again, and write again if that is still right. */
async function write(
  { directory, directoryWriter, clock }: StepPorts<'AddMember'>,
  { plan, action }: Wish,
  audit: AuditTag,
): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    try {
      await directoryWriter.addMember(action.group.id, plan.target.id, audit);
      return ACCEPTED;
    } catch (error) {
      if (error instanceof DirectoryRefused) {
        return { result: 'refused', reason: String(error.facts.detail).slice(0, 200) };
      }
      const isConflict = error instanceof DirectoryUnavailable && error.facts.status === 409;
      if (!isConflict || tries === MOST_TRIES) throw error;
    }
    await clock.sleep(1_000);
    const { isMember, obstacle } = await lookLast(directory, plan, action);
    if (isMember) return ACCEPTED;
    if (obstacle !== null) return { result: 'not written', reason: obstacle };
  }
}

/** An unanswered PATCH may still be at work; reads lag behind writes, so an early look proves nothing. */
function requireSettled(effect: string, earlier: LedgerEntry | null, now: Date): void {
  if (earlier === null) return;
  const age = (now.getTime() - Date.parse(earlier.triedAt)) / 1000;
  if (age < SETTLE_SECONDS) throw new EffectUnsettled({ effect, waitSeconds: Math.ceil(SETTLE_SECONDS - age) });
}

function readReceipt(receipt: string): Outcome {
  return receipt === 'accepted' ? ACCEPTED : { result: 'refused', reason: receipt.replace(/^refused: /, '') };
}
