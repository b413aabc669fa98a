import type { StepPorts } from '#functions/common/ports.ts';
import { FRESH_MS, recheck } from '#functions/common/recheck.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { OpenWork } from './open-work.ts';

/**
 * What must not be written any more because it changed since PrepareAdditions. Looked for only when that is long ago: the stop switch, an outage or a long queue may lie between.
 * @returns group id → why, as a sentence part; null where it is not long ago, and nothing was read
 */
export async function obstaclesSince(
  ports: StepPorts<'AddMember'>,
  key: RunKey,
  { plan, planNo, prepared, chunk }: OpenWork,
): Promise<ReadonlyMap<string, string> | null> {
  if (ports.clock.now().getTime() - Date.parse(prepared.preparedAt) < FRESH_MS) return null;
  const obstacles = new Map<string, string>();
  for (const { action, drift } of await recheck(ports, key, plan, `${planNo}.${chunk}`)) {
    if (drift.kind === 'narrower' || drift.kind === 'wider') obstacles.set(action.group.id, drift.reason);
  }
  return obstacles;
}
