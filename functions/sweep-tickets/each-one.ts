import { DeskUnavailable } from '#shared/errors.ts';
import type { Log } from '#shared/ports/log.ts';

interface Pace {
  /** How many are under way at a time. @default 1 */
  readonly atOnce?: number;
  /** Asked before each: true leaves it and all that follow. @default never */
  readonly isOver?: () => boolean;
}

/**
 * Does the same for each thing; one that fails does not keep the others from their turn.
 * @throws DeskUnavailable at the end, when any failed or was left
 */
export async function eachOne<T>(
  things: readonly T[],
  log: Log,
  act: (thing: T) => Promise<void>,
  { atOnce = 1, isOver = () => false }: Pace = {},
): Promise<void> {
  let done = 0;
  const waiting = [...things];
  const work = async () => {
    while (!isOver()) {
      const [thing] = waiting.splice(0, 1);
      if (thing === undefined) return;
      try {
        await act(thing);
        done += 1;
      } catch (error) {
        log.error('sweep of one failed', { error: error instanceof Error ? error.name : 'unknown' });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (waiting.length > 0) log.error('sweep ran out of time', { left: waiting.length });
  if (done < things.length)
    throw new DeskUnavailable({ what: `${things.length - done} of ${things.length} while sweeping` });
}
