import { countPlan } from '../../domain/counts.ts';
import { display, fullName } from '../../domain/display.ts';
import type { End } from '../../domain/ticket.ts';
import { utcTime } from '../times.ts';
import type { EndFacts } from './end-args.ts';
import { identityOutcomeOf, outcomeOf, withheldBy } from './outcome-lines.ts';
import { counted, enumerated, TO_GO_ON } from './phrases.ts';

const HEADLINES = {
  done: doneHeadline,
  'nothing to add': nothingHeadline,
  'needs correction': () => 'Stopped: something in the request is to be corrected, see the message above.',
  rejected: (args) => `Rejected${byWhom(args)} on ${utcTime(args.at)}.`,
  withdrawn: (args) =>
    `Withdrawn${byWhom(args)} on ${utcTime(args.at)}. We stopped working on it. To go on, re-open this ticket if it is closed, else reply with what is wanted.`,
  expired: (args) => `Ended without approval on ${utcTime(args.at)}. ${TO_GO_ON}`,
  superseded: () => 'The request was changed. The old plan is void; a new one follows here.',
  failed: () => 'Ended by a fault on our side. No need to file again.',
  'nothing new': () => '',
} as const satisfies Record<End, (args: EndFacts) => string>;

/** The first line of an end: what happened, in words that stand alone in a list of tickets. */
export function endHeadline(args: EndFacts): string {
  return HEADLINES[args.end](args);
}

/** Says "done" only where everything the plan promised is there. */
function doneHeadline(args: EndFacts): string {
  const { plan, results, identityMissing } = args;
  if (plan === null) return 'Done.';
  const withheld = withheldBy(results);
  const written = outcomeOf(plan, results);
  if (withheld > 0) {
    const soFar = written.inPlace === 0 ? 'nothing written' : `${counted(written.inPlace, 'group')} in place`;
    return `Planned only, ${soFar}: would have added ${counted(withheld, 'Databricks group')}.`;
  }
  const identity = identityOutcomeOf(plan, identityMissing);
  const got = written.inPlace + identity.arrived;
  const all = written.planned + identity.planned;
  if (got === all && args.followsMissing.length > 0)
    return `Partly done: ${targetOf(args)} is in every group of the approved plan, but not yet in all that follows by nesting.`;
  if (got === all)
    return `Done: ${targetOf(args)} has ${all === 1 ? 'the one group' : `all ${all} groups`} of the approved plan.`;
  return `Partly done: ${targetOf(args)} has ${got} of the ${counted(all, 'group')} of the approved plan.`;
}

/** Says "already there" only where nothing is left out for another reason. */
function nothingHeadline(args: EndFacts): string {
  const { blocked = 0, undecided = 0 } = args.plan === null ? {} : countPlan(args.plan);
  const open = [...(blocked > 0 ? [`${blocked} blocked`] : []), ...(undecided > 0 ? [`${undecided} undecided`] : [])];
  if (open.length === 0) return `Nothing to add: ${targetOf(args)} has all that can be given already.`;
  return `Nothing to add: what ${targetOf(args)} lacks cannot be given (${open.join(', ')}). IT sees which and why.`;
}

function targetOf({ pair }: EndFacts): string {
  return pair === null ? 'the person' : display(fullName(pair.target));
}

function byWhom({ by }: EndFacts): string {
  return by.length === 0 ? '' : ` by ${enumerated(by.map(display))}`;
}
