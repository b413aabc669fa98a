import type { WaitState } from './definition.ts';
import { runtimeFailure } from './failure.ts';
import type { Json } from './json.ts';
import { lookUp } from './path.ts';
import { sourceOf, type Visit } from './run.ts';
import { parseTimestamp } from './timestamp.ts';

/** Waits as a Wait state says; a moment that has passed is no wait. */
export async function waitUntil(state: WaitState, visit: Visit, input: Json): Promise<void> {
  const { steps, clock } = visit.scope.run;
  const due = steps.deadline(visit.path, dueTime(state, visit, input));
  await steps.once(visit.path, visit.scope.signal, () =>
    clock.sleep(due - clock.now(), visit.scope.signal).then(() => null),
  );
}

function dueTime(state: WaitState, visit: Visit, input: Json): number {
  const path = state.SecondsPath ?? state.TimestampPath;
  const value = path ? lookUp(path, sourceOf(visit, input)) : (state.Seconds ?? state.Timestamp);
  if (state.Timestamp !== undefined || state.TimestampPath !== undefined) {
    const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
    if (time !== undefined) return time;
  } else if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    return visit.scope.run.steps.now() + value * 1000;
  }
  throw runtimeFailure(`${path?.text ?? visit.stateName} does not hold a time to wait for`);
}
