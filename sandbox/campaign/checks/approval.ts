import { people } from '../../simulators/jira/example-site.ts';
import { users } from '../../simulators/servicenow/example-instance.ts';
import type { PersonName } from '../../story/office/office.ts';
import type { Evidence } from '../evidence.ts';
import { sectionVersions } from './remembered.ts';

/** Who is in the approvers' group of the example company. */
const APPROVERS: readonly PersonName[] = ['petra', 'paul'];

/** Where an open question stays open while the plan changes, its answer may be older than the plan. */
const KEEPS_OLD_QUESTIONS = ['DBS', 'DBM'];

/**
 * No approval by a party, none by somebody who is no approver, none that nobody gave, none given before its plan
 * existed. Judged by what people did in the story, not by what the desk remembers of it.
 */
export function approvalsAreRight(evidence: Evidence): string[] {
  const { story, acted, entered, office, plans } = evidence;
  const ids: Readonly<Record<string, string>> = office.system === 'jira' ? people : users;
  /** Whoever edits once the answers were read makes a new revision; the yes that was read stays right for its own. */
  const partiesBefore = (order: number): ReadonlySet<string> => {
    const read = entered.findLast(({ state, order: turn }) => state === 'ReadApproval' && turn < order)?.order ?? order;
    const editors = acted.flatMap(({ act, refused, order: turn }) =>
      refused === null && turn < read && act.do === 'edit' ? [act.by] : [],
    );
    const named = Object.keys(people).filter((name) =>
      [story.wish.source, story.wish.target].includes(`${name}@company.com`),
    );
    return new Set([story.wish.by, ...named, ...editors]);
  };
  return sectionVersions(evidence, 'approval').flatMap(({ order, pk, value }) => {
    const made = plans.findLast((plan) => plan.pk === pk && plan.order < order)?.order ?? 0;
    const since = KEEPS_OLD_QUESTIONS.includes(story.way) ? 0 : made;
    const yes = acted.filter(({ act, refused, order: turn }) => {
      return refused === null && act.do === 'decide' && act.answer === 'approve' && turn > since && turn < order;
    });
    const givers = new Set(yes.flatMap(({ act }) => ('by' in act ? [ids[act.by] ?? act.by] : [])));
    const problems: string[] = [];
    for (const { id } of value.by) {
      const name = Object.keys(ids).find((one) => ids[one] === id) ?? id;
      if (!givers.has(id)) problems.push(`${pk} counts a yes of ${name}, who gave none to this plan`);
      if (partiesBefore(order).has(name)) problems.push(`${pk} counts a yes of ${name}, who is a party`);
      if (!APPROVERS.some((approver) => approver === name)) problems.push(`${pk} counts a yes of ${name}, no approver`);
    }
    if (value.by.length === 0) problems.push(`${pk} counts a yes of nobody`);
    return problems;
  });
}
