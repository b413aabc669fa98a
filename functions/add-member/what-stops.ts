import { haltedBy } from '#functions/common/halt.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import { targetChange } from '#functions/common/target-change.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { DeskStopped } from '#shared/errors.ts';

export type Stop = 'superseded' | 'withdrawn' | 'target changed';

/**
 * Why nothing more may be written, looked at right before it would be; null where it may.
 * @throws DeskStopped while the stop switch is thrown
 */
export async function whatStops(ports: StepPorts<'AddMember'>, key: RunKey): Promise<Stop | null> {
  const halted = await haltedBy(ports, key);
  if (halted !== null) return halted;
  if ((await ports.store.readControl()).writes === 'stopped') throw new DeskStopped();
  const { plan } = await currentPlan(ports, key);
  return (await targetChange(ports, key, plan.target)) === null ? null : 'target changed';
}
