import type { FaultKind } from '../faults.ts';
import type { Goal } from './goal.ts';

const KINDS: readonly FaultKind[] = [
  'killed before',
  'killed after',
  'killed late',
  'killed silent',
  'late',
  'throttled',
];

/** Doors and sweep that die, or lose what they ask for. */
export const DOORS: readonly Goal[] = ['the door', 'SweepTickets'].flatMap((door) =>
  KINDS.map(
    (kind): Goal => ({
      name: `${door} meets “${kind}”`,
      change(base, chance) {
        const receiver = base.way.startsWith('D') ? 'ReceiveJiraEvent' : 'ReceiveServiceNowEvent';
        const during = door === 'SweepTickets' ? door : receiver;
        const fault = { kind, during, nth: chance.between(1, 12), times: chance.of([1, 1, 3]) };
        return { ...base, faults: [{ ...fault, seconds: chance.between(1, 20) }] };
      },
    }),
  ),
);
