import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { PlanKeepsChanging } from '#shared/errors.ts';

/** A request is planned again this often because the directory became wider under it. */
const MOST_REPLANS = 5;

/**
 * Begins the next plan of this run; what was approved is void.
 * @throws PlanKeepsChanging after five replans
 */
export async function planAgain({ store, clock }: StepPorts<'PrepareAdditions'>, key: RunKey): Promise<void> {
  const plan = await remembered({ store }, key, 'plan');
  if (plan.planNo > MOST_REPLANS) throw new PlanKeepsChanging({ rounds: plan.planNo });
  const startedAt = clock.now().toISOString();
  await store.writeSection(key, 'plan', {
    planNo: plan.planNo + 1,
    round: 0,
    startedAt,
    firstStartedAt: plan.firstStartedAt ?? plan.startedAt,
    digest: null,
    additions: 0,
    idpActions: 0,
  });
}
