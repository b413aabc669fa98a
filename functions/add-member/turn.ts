import type { StepPorts } from '#functions/common/ports.ts';
import type { RunKey } from '#shared/domain/run.ts';

/** Seconds a turn stays good after it has come; then the seconds it reserved are long somebody else's. */
const GOOD_FOR_SECONDS = 60;

/**
 * The second (epoch) at which this chunk may begin to write. All runs share one lane per Databricks account; the turn is
 * kept in the ledger, so that coming back for it does not queue up again. Who missed a turn gets another.
 */
export async function turnOf(
  { store, clock, owner }: StepPorts<'AddMember'>,
  key: RunKey,
  { planNo, chunk, count, account }: { planNo: number; chunk: number; count: number; account: string },
): Promise<number> {
  const now = clock.now().getTime() / 1000;
  for (let turn = 1; ; turn += 1) {
    const effect = `turn ${planNo}.${chunk}.${turn}`;
    const known = await store.readEffect(key, effect);
    if (known?.receipt != null && Number(known.receipt) + GOOD_FOR_SECONDS < now) continue;
    if (known?.receipt != null) return Number(known.receipt);
    if (known === null) await store.intend(key, effect, { owner, before: '' });
    const first = await store.takeSlots(`databricks ${account}`, count);
    return Number(await store.settle(key, effect, String(first)));
  }
}
