import type { StepPorts } from '#functions/common/ports.ts';
import type { StoredResult } from '#functions/common/results.ts';
import type { Principal } from '#shared/domain/principal.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { whyUnseen } from '#shared/planning/why-unseen.ts';

interface Proof {
  readonly planNo: number;
  readonly target: Principal;
  /** What was accepted, or sent without a clear answer. */
  readonly written: readonly StoredResult[];
  /** Ids of the groups two readings agree on. */
  readonly proved: ReadonlySet<string>;
  readonly at: string;
}

/** What was seen twice is applied; what was accepted and not seen says why, where that can be found out. */
export async function recordProof(
  { store, directory }: StepPorts<'ConfirmAdditions'>,
  key: RunKey,
  { planNo, target, written, proved, at }: Proof,
): Promise<void> {
  const unseen = written.filter(({ groupId, result }) => !proved.has(groupId) && result !== 'failed');
  const reason = unseen.length === 0 ? null : await whyUnseen(directory, target);
  for (const { chunk, groupId } of written.filter((one) => proved.has(one.groupId))) {
    await store.recordResult(key, planNo, chunk, { groupId, result: 'applied', reason: null, at });
  }
  for (const { chunk, groupId, result } of reason === null ? [] : unseen) {
    await store.recordResult(key, planNo, chunk, { groupId, result, reason, at });
  }
}
