import type { OnProgress } from '../patience.ts';
import type { World } from './world.ts';

export interface ProgressLine {
  readonly show: OnProgress;
  /** Leaves the line empty for what comes next. */
  clear(): void;
}

const MS_BETWEEN = 100;
const ERASE = '\r\u001B[2K';

/** One line on stderr that says what is going on; nothing where stderr is no terminal. */
export function progressLine({ stderr, env, clock }: World): ProgressLine {
  if (!stderr.isTerminal || env.TERM === 'dumb') return { show: () => undefined, clear: () => undefined };
  let shownAt = Number.NEGATIVE_INFINITY;
  let last = '';
  let dirty = false;
  return {
    show({ doing, calls }) {
      const now = clock.now().getTime();
      // A new activity is shown at once, a mere number not more than ten times a second.
      if (doing === last && now - shownAt < MS_BETWEEN) return;
      [last, shownAt, dirty] = [doing, now, true];
      const counted = calls === undefined ? '' : ` (${calls} calls)`;
      stderr.write(`${ERASE}${`${doing}${counted} …`.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    clear() {
      if (dirty) stderr.write(ERASE);
      [last, dirty] = ['', false];
    },
  };
}
