import type { StepPorts } from '#functions/common/ports.ts';
import { planText } from '#functions/common/remembered.ts';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import { countPlan } from '#shared/domain/counts.ts';
import { providerName } from '#shared/domain/identity-provider.ts';
import { isInNeverSource } from '#shared/domain/never-source.ts';
import type { AccessRequest } from '#shared/domain/request.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import { SourceNeverCopied, TooManyAdditions } from '#shared/errors.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import type { Reading } from '#shared/planning/reading.ts';
import { notePlan } from './note-plan.ts';

/**
 * Judges a completed reading and stores the plan under its digest.
 * @throws TooManyAdditions when one request would add more than the stage allows; SourceNeverCopied when the source turns
 * out to be in a group whose members nobody copies
 */
export async function makePlan(
  ports: StepPorts<'BuildPlan'>,
  key: RunKey,
  { source, scanUc, without }: AccessRequest,
  progress: Sections['plan'],
  reading: Reading,
): Promise<{ additions: number; idpActions: number }> {
  const { store, stage } = ports;
  const { policy } = stage;
  const identityProvider = providerName(stage);
  const plan = buildPlan(findingsOf(reading), { scanUc, without, neverCopy: policy.neverCopy, identityProvider });
  if (isInNeverSource(plan.comparison, policy.neverSource)) throw new SourceNeverCopied({ asked: source });
  const { additions, identityActions: idpActions } = countPlan(plan);
  const most = policy.maxAdditions;
  if (additions > most) throw new TooManyAdditions({ count: additions, most });
  await store.writeText(key, planText(progress.planNo), JSON.stringify(plan));
  const digest = planDigest(plan);
  await notePlan(ports, key, progress.planNo, plan, digest);
  await store.writeSection(key, 'plan', { ...progress, digest, additions, idpActions });
  return { additions, idpActions };
}
