import type { StepPorts } from '#functions/common/ports.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { addOne } from './add-one.ts';
import type { OpenWork } from './open-work.ts';

interface Limits {
  readonly planOnly: boolean;
  /** Group id → why it must not be written any more; null where nothing was read anew. */
  readonly obstacles: ReadonlyMap<string, string> | null;
  /** When the last addition may begin, in milliseconds since 1970. */
  readonly end: number;
}

/**
 * Writes what is open, one addition a second. One without a clear answer does not stop the others.
 * @returns seconds after which to come back for what is not settled; 0 when everything is
 */
export async function writeChunk(
  ports: StepPorts<'AddMember'>,
  key: RunKey,
  work: OpenWork,
  { planOnly, obstacles, end }: Limits,
): Promise<number> {
  const { store, clock } = ports;
  const { chunk, planNo } = work;
  let waitSeconds = 0;
  for (const [index, addition] of work.open.entries()) {
    if (index > 0) await clock.sleep(1_000);
    if (clock.now().getTime() > end) return Math.max(1, waitSeconds);
    const groupId = addition.action.group.id;
    const wish = { ...work, ...addition, planOnly, obstacle: obstacles?.get(groupId) ?? null };
    const { outcome, openSeconds } = await addOne(ports, key, wish);
    await store.recordResult(key, planNo, chunk, { groupId, at: clock.now().toISOString(), ...outcome });
    waitSeconds = Math.max(waitSeconds, openSeconds);
  }
  return waitSeconds;
}
