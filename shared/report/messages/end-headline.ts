import { display, fullName } from '../../domain/display.ts';
import type { End } from '../../domain/ticket.ts';
import { utcTime } from '../times.ts';
import type { EndArgs } from './end-args.ts';
import { identityOutcomeOf, outcomeOf, withheldBy } from './outcome-lines.ts';
import { counted, enumerated } from './phrases.ts';

const HEADLINES = {
  done: doneHeadline,
  'nothing to add': (args) =>
    `Nothing to add: ${targetOf(args)} is already in every group of this request that can be given.`,
  'needs correction': () => 'Stopped: something in the request is to be corrected, see the message above.',
  rejected: (args) => `Rejected${byWhom(args)} on ${utcTime(args.at)}.`,
  withdrawn: (args) => `Withdrawn${byWhom(args)} on ${utcTime(args.at)}. We stopped working on it.`,
  expired: (args) => `Time is up: ended on ${utcTime(args.at)}. To go on, file it again or re-open this ticket.`,
  superseded: () => 'The request was changed. The old plan is void; a new one follows here.',
  failed: () => 'Ended by a fault on our side. No need to file again.',
  'nothing new': () => '',
} as const satisfies Record<End, (args: EndArgs) => string>;

/** The first line of an end: what happened, in words that stand alone in a list of tickets. */
export function endHeadline(args: EndArgs): string {
  return HEADLINES[args.end](args);
}

/** Says "done" only where everything the plan promised is there. */
function doneHeadline(args: EndArgs): string {
  const { plan, results, identityMissing } = args;
  if (plan === null) return 'Done.';
  const withheld = withheldBy(results);
  if (withheld > 0) return `Planned only, nothing written: would have added ${counted(withheld, 'Databricks group')}.`;
  const written = outcomeOf(plan, results);
  const identity = identityOutcomeOf(plan, identityMissing);
  const got = written.inPlace + identity.arrived;
  const all = written.planned + identity.planned;
  if (got === all)
    return `Done: ${targetOf(args)} has ${all === 1 ? 'the 1 group' : `all ${all} groups`} of the approved plan.`;
  return `Partly done: ${targetOf(args)} has ${got} of the ${counted(all, 'group')} of the approved plan.`;
}

function targetOf({ pair }: EndArgs): string {
  return pair === null ? 'the person' : display(fullName(pair.target));
}

function byWhom({ by }: EndArgs): string {
  return by.length === 0 ? '' : ` by ${enumerated(by.map(display))}`;
}
