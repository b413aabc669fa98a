import { StoredItemDamaged } from '#shared/errors.ts';
import type { Surroundings } from './ports.ts';

/**
 * Reads what a run remembers where the run has to be ended whatever became of its memory.
 * @returns null also where that is damaged: it is not known then, and whoever tells of it must say so
 */
export async function legible<T>({ log }: Pick<Surroundings, 'log'>, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof StoredItemDamaged)) throw error;
    log.error('damaged, and left aside at the end', { item: String(error.facts.item) });
    return null;
  }
}
