import type { StepPorts } from '#functions/common/ports.ts';
import type { Rechecked } from '#functions/common/recheck.ts';
import type { Drift } from '#shared/domain/drift.ts';
import { type Addition, type AdditionResult, ASIDE_CHUNK, CHUNK_SIZE, type RunKey } from '#shared/domain/run.ts';
import { DeskStopped } from '#shared/errors.ts';

/**
 * Stores what is to be written in chunks, and what is not (with the reason) in one more chunk set aside. In plan-only
 * nothing is to be written.
 * @returns numbers of the chunks to write
 */
export async function cutIntoChunks(
  { store, clock }: StepPorts<'PrepareAdditions'>,
  key: RunKey,
  { planNo, digest }: { planNo: number; digest: string },
  rechecked: readonly Rechecked[],
): Promise<number[]> {
  const { writes } = await store.readControl();
  if (writes === 'stopped') throw new DeskStopped();
  const planOnly = writes === 'planOnly';
  const isToWrite = ({ drift }: Rechecked) => drift.kind === 'unchanged' && !planOnly;
  const toWrite = rechecked.filter(isToWrite).map(asAddition);
  const rest = rechecked.filter((one) => !isToWrite(one));

  const count = Math.ceil(toWrite.length / CHUNK_SIZE);
  const chunks = Array.from({ length: count }, (_, index) => index + 1);
  for (const chunk of chunks) {
    await store.writeAdditions(key, planNo, chunk, toWrite.slice((chunk - 1) * CHUNK_SIZE, chunk * CHUNK_SIZE));
  }
  const preparedAt = clock.now().toISOString();
  await store.writeAdditions(key, planNo, ASIDE_CHUNK, rest.map(asAddition));
  for (const { action, drift } of rest) {
    await store.recordResult(key, planNo, ASIDE_CHUNK, {
      groupId: action.group.id,
      at: preparedAt,
      ...unwritten(drift),
    });
  }
  await store.writeSection(key, 'additions', { planNo, digest, chunks: count, planOnly, preparedAt });
  return chunks;
}

function asAddition({ action: { group } }: Rechecked): Addition {
  return { groupId: group.id, groupName: group.name };
}

function unwritten(drift: Drift): Pick<AdditionResult, 'result' | 'reason'> {
  if (drift.kind === 'alreadyMember') return { result: 'already member', reason: null };
  if (drift.kind === 'unchanged') return { result: 'would have been added', reason: null };
  return { result: 'not written', reason: drift.reason };
}
