import type { StepPorts } from '#functions/common/ports.ts';
import type { RunKey } from '#shared/domain/run.ts';

/**
 * The second (epoch) at which this chunk may begin to write. All runs share one lane per Databricks account; the turn is
 * kept in the ledger, so that coming back for it does not queue up again.
 */
export async function turnOf(
  { store, owner }: StepPorts<'AddMember'>,
  key: RunKey,
  { planNo, chunk, count, account }: { planNo: number; chunk: number; count: number; account: string },
): Promise<number> {
  const effect = `turn ${planNo}.${chunk}`;
  const known = await store.readEffect(key, effect);
  if (known?.receipt != null) return Number(known.receipt);
  if (known === null) await store.intend(key, effect, { owner, before: '' });
  const first = await store.takeSlots(`databricks ${account}`, count);
  return Number(await store.settle(key, effect, String(first)));
}
