import { people } from '../../simulators/jira/example-site.ts';
import { users } from '../../simulators/servicenow/example-instance.ts';
import type { PersonName } from '../../story/office/office.ts';
import type { Evidence } from '../evidence.ts';
import { type FiledTicket, isExecutionOf, isServiceDesk, ticketOf } from '../tickets.ts';
import { carriedFrom, partitionOf, runsOfTicket, sectionVersions, ticketOfPartition } from './remembered.ts';

/** Who is in the approvers' group of the example company. */
const APPROVERS: readonly PersonName[] = ['petra', 'paul'];

/**
 * No approval by a party, none by somebody who is no approver, none that nobody gave, none given before its plan
 * existed. Judged by what people did in the story, not by what the desk remembers of it.
 */
export function approvalsAreRight(evidence: Evidence): string[] {
  const { story, acted, entered, tickets, plans } = evidence;
  /** Whoever edits once the answers were read makes a new revision; the yes that was read stays right for its own. */
  const partiesBefore = (order: number, ticket: FiledTicket): ReadonlySet<string> => {
    const read =
      entered.findLast(
        ({ state, order: turn, executionArn }) =>
          state === 'ReadApproval' && turn < order && isExecutionOf(ticket, executionArn),
      )?.order ?? order;
    const editors = acted.flatMap(({ act, refused, order: turn }) =>
      refused === null && turn < read && act.do === 'edit' && ticketOf(tickets, act) === ticket ? [act.by] : [],
    );
    const named = Object.keys(people).filter((name) =>
      [story.wish.source, story.wish.target].includes(`${name}@company.com`),
    );
    return new Set([ticket.by, ...named, ...editors]);
  };
  return sectionVersions(evidence, 'approval').flatMap(({ order, pk, value }) => {
    const ticket = ticketOfPartition(tickets, pk);
    if (ticket === undefined) return [`${pk} belongs to no ticket`];
    const ids: Readonly<Record<string, string>> = ticket.office.system === 'jira' ? people : users;
    // Where an open question stays open while the plan changes, its answer may be older than the plan.
    const made = plans.findLast((plan) => plan.pk === pk && plan.order < order)?.order ?? 0;
    const carried = carriedFrom(evidence, pk, order);
    const since = isServiceDesk(ticket.way) || carried !== null ? 0 : made;
    const yes = acted.filter(({ act, refused, order: turn }) => {
      const isYes = refused === null && act.do === 'decide' && act.answer === 'approve';
      return isYes && ticketOf(tickets, act) === ticket && turn > since && turn < order;
    });
    const givers = new Set(yes.flatMap(({ act }) => ('by' in act ? [ids[act.by] ?? act.by] : [])));
    const problems = carried === null ? [] : mayBeCarried(evidence, ticket, carried.run, order);
    for (const { id } of value.by) {
      const name = Object.keys(ids).find((one) => ids[one] === id) ?? id;
      if (!givers.has(id)) problems.push(`${pk} counts a yes of ${name}, who gave none to this plan`);
      if (partiesBefore(order, ticket).has(name)) problems.push(`${pk} counts a yes of ${name}, who is a party`);
      if (!APPROVERS.some((approver) => approver === name)) problems.push(`${pk} counts a yes of ${name}, no approver`);
    }
    if (value.by.length === 0) problems.push(`${pk} counts a yes of nobody`);
    return problems;
  });
}

/** An approval is carried over only by an operator's hand, from a run that failed, and while nobody has changed anything. */
function mayBeCarried(evidence: Evidence, ticket: FiledTicket, run: number, before: number): string[] {
  const { acted, tickets } = evidence;
  const earlier = runsOfTicket(evidence, ticket).find(({ key }) => key.run === run);
  if (earlier === undefined) return [`the approval of run ${run} is used again, which there never was`];
  const given = sectionVersions(evidence, 'approval').find(({ pk }) => pk === partitionOf(earlier.key))?.order ?? 0;
  const since = acted.filter(({ act, order, refused }) => {
    return refused === null && order > given && order < before && ticketOf(tickets, act) === ticket;
  });
  const edits = since.filter(({ act }) => act.do === 'edit').length;
  const declines = since.filter(({ act }) => act.do === 'decide' && act.answer === 'decline').length;
  return [
    ...(earlier.closings[0]?.end === 'failed' ? [] : [`the approval of run ${run} is used again, which did not fail`]),
    ...(since.some(({ act }) => act.do === 'retry') ? [] : [`the approval of run ${run} is used again by itself`]),
    // Two edits may cancel each other out.
    ...(edits === 1 ? [`the approval of run ${run} is used again after an edit`] : []),
    ...(declines > 0 ? [`the approval of run ${run} is used again after a no`] : []),
  ];
}
