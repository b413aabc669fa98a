import { DeskUnavailable } from '#shared/errors.ts';
import type { Log } from '#shared/ports/log.ts';

/**
 * Does the same for each thing; one that fails does not keep the others from their turn.
 * @throws DeskUnavailable at the end, when any failed
 */
export async function eachOne<T>(things: readonly T[], log: Log, act: (thing: T) => Promise<void>): Promise<void> {
  let failed = 0;
  for (const thing of things) {
    try {
      await act(thing);
    } catch (error) {
      failed += 1;
      log.error('sweep of one failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }
  if (failed > 0) throw new DeskUnavailable({ what: `${failed} of ${things.length} while sweeping` });
}
