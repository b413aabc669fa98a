import type { Goal } from './goal.ts';
import { BRANCHES } from './of-branches.ts';
import { goalsOfCalls } from './of-calls.ts';
import { DOORS } from './of-doors.ts';
import { OUTAGES } from './of-outages.ts';
import { RETRIES } from './of-retries.ts';
import { goalsOfSteps } from './of-steps.ts';
import { TWO_TICKETS } from './of-two-tickets.ts';
import { WISHES } from './of-wishes.ts';

/** Everything a campaign must have reached; each by a story made for it. */
export function goals(): readonly Goal[] {
  return [
    ...goalsOfSteps(),
    ...goalsOfCalls(),
    ...DOORS,
    ...BRANCHES,
    ...TWO_TICKETS,
    ...RETRIES,
    ...WISHES,
    ...OUTAGES,
  ];
}
