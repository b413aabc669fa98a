import { haltedBy } from '#functions/common/halt.ts';
import type { Step } from '#functions/common/ports.ts';
import { recheck } from '#functions/common/recheck.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { targetChange } from '#functions/common/target-change.ts';
import { StoredItemDamaged, TargetChanged } from '#shared/errors.ts';
import { cutIntoChunks } from './chunks.ts';
import { notePrepared } from './note-prepared.ts';
import { planAgain } from './plan-again.ts';

/** Compares the approved plan with the present, and writes down what is still to be added. */
export const prepareAdditions: Step<'PrepareAdditions'> = (ports) => async (key) => {
  const nothing = { chunks: [], identity: false };
  // This step was interrupted after it had begun the next plan.
  if ((await remembered(ports, key, 'plan')).digest === null) return { next: 'plan again', ...nothing };
  const halted = await haltedBy(ports, key);
  if (halted !== null) return { next: halted, ...nothing };
  const { plan, planNo, digest } = await currentPlan(ports, key);
  const approval = await remembered(ports, key, 'approval');
  if (approval.digest !== digest) throw new StoredItemDamaged({ item: `approval of plan ${planNo}` });

  const change = await targetChange(ports, key, plan.target);
  if (change !== null) throw new TargetChanged({ change });
  const additions = await recheck(ports, key, plan, String(planNo));
  if (additions.some(({ drift }) => drift.kind === 'wider')) {
    await planAgain(ports, key);
    return { next: 'plan again', ...nothing };
  }
  const chunks = await cutIntoChunks(ports, key, { planNo, digest }, additions);
  await notePrepared(ports, key);
  return { next: 'write', chunks, identity: plan.actions.some(({ type }) => type === 'IdP required') };
};

export const handler = stepLambda('PrepareAdditions', prepareAdditions);
