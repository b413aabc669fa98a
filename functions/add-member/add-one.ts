import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { BUILT_IN_GROUPS, type Group } from '#shared/domain/group.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Addition, AdditionResult, RunKey } from '#shared/domain/run.ts';
import { DirectoryRefused, EffectUnsettled } from '#shared/errors.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';

type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

interface Wish {
  readonly planNo: number;
  readonly digest: string;
  readonly plan: Plan;
  readonly addition: Addition;
  readonly planOnly: boolean;
}

/** Seconds after which Databricks has either applied an unanswered PATCH or dropped it; its own clients give up after 60. */
const SETTLE_SECONDS = 60;

/**
 * Adds the target to one group. The group is read once more, the intent with the state before goes into the ledger,
 * then one add-only PATCH. A repetition that finds the member there after an intent with "absent" knows its own work.
 * @throws DirectoryUnavailable, DirectoryRateLimited, EffectUnsettled: the step is tried again and starts at the look-up
 */
export async function addOne(ports: StepPorts<'AddMember'>, key: RunKey, wish: Wish): Promise<Outcome> {
  const { store, directory, directoryWriter, clock, owner } = ports;
  const { planNo, digest, plan, addition, planOnly } = wish;
  const effect = `add ${planNo} ${addition.groupId}`;
  const earlier = await store.readEffect(key, effect);
  if (earlier?.receipt != null) return readReceipt(earlier.receipt);

  const group = await directory.readGroup(addition.groupId);
  const isMember = group?.members.some(({ id }) => id === plan.target.id) ?? false;
  if (isMember)
    return earlier?.before === 'absent'
      ? { result: 'accepted, not yet confirmed', reason: null }
      : { result: 'already member', reason: null };
  requireSettled(effect, earlier, clock.now());
  const obstacle = whyNotWritable(group, addition);
  if (obstacle !== null) return { result: 'not written', reason: obstacle };
  if (planOnly) return { result: 'would have been added', reason: null };

  await store.intend(key, effect, { owner, before: 'absent' });
  try {
    await directoryWriter.addMember(addition.groupId, plan.target.id, {
      ticketKey: (await remembered(ports, key, 'ticket')).key,
      digest,
    });
  } catch (error) {
    if (!(error instanceof DirectoryRefused)) throw error;
    return readReceipt(await store.settle(key, effect, `refused: ${String(error.facts.detail).slice(0, 200)}`));
  }
  return readReceipt(await store.settle(key, effect, 'accepted'));
}

/** What must not have changed since the approval, looked at as late as possible. */
function whyNotWritable(group: Group | null, { groupName }: Addition): string | null {
  if (group === null) return 'the group is gone';
  if (group.name !== groupName) return 'the group was renamed after the approval';
  if (group.externalId !== null) return 'the group is managed by the identity provider now';
  if (group.roles.length > 0) return 'the group carries a role now';
  return BUILT_IN_GROUPS.has(group.name) ? 'the group is built in' : null;
}

/** An unanswered PATCH may still be at work; reads lag behind writes, so an early look proves nothing. */
function requireSettled(effect: string, earlier: LedgerEntry | null, now: Date): void {
  if (earlier === null) return;
  const age = (now.getTime() - Date.parse(earlier.triedAt)) / 1000;
  if (age < SETTLE_SECONDS) throw new EffectUnsettled({ effect, waitSeconds: Math.ceil(SETTLE_SECONDS - age) });
}

function readReceipt(receipt: string): Outcome {
  if (receipt === 'accepted') return { result: 'accepted, not yet confirmed', reason: null };
  return { result: 'refused', reason: receipt.replace(/^refused: /, '') };
}
