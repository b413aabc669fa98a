import type { StepPorts } from '#functions/common/ports.ts';
import { FRESH_MS, recheck } from '#functions/common/recheck.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { AdditionResult, RunKey, Sections } from '#shared/domain/run.ts';

type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

/**
 * What must not be written any more because it changed since PrepareAdditions, by group id. Looked for only when that is
 * long ago: the stop switch, an outage or a long queue may lie between.
 */
export async function driftedSince(
  ports: StepPorts<'AddMember'>,
  key: RunKey,
  plan: Plan,
  { planNo, preparedAt }: Sections['additions'],
  chunk: number,
): Promise<ReadonlyMap<string, Outcome>> {
  const drifted = new Map<string, Outcome>();
  if (ports.clock.now().getTime() - Date.parse(preparedAt) < FRESH_MS) return drifted;
  for (const { action, drift } of await recheck(ports, key, plan, `${planNo}.${chunk}`)) {
    if (drift.kind !== 'narrower' && drift.kind !== 'wider') continue;
    drifted.set(action.group.id, { result: 'not written', reason: drift.reason });
  }
  return drifted;
}
