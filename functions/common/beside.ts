import { DeskError } from '#shared/errors.ts';
import type { Surroundings } from './ports.ts';

/**
 * Does what the end of a run can do without: the end must be told, and stay, whatever becomes of this.
 * @param what as the log names it where it stays undone
 * @throws DeskError of the family `tryAgain`: what may heal is tried again with the step
 */
export async function beside(
  { log }: Pick<Surroundings, 'log'>,
  what: string,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof DeskError && error.family === 'tryAgain') throw error;
    log.error('left undone at the end', { what, error: error instanceof Error ? error.name : 'unknown' });
  }
}
