import { display } from '../../domain/display.ts';
import type { Block } from '../../domain/document.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import { ADDITION_RESULTS, type AdditionResult } from '../../domain/run.ts';
import { shortened, workspaceTexts } from '../access-summary.ts';
import { reasonLine } from '../one-line.ts';
import { isInPlace, type Results } from '../results.ts';
import { titledList } from './phrases.ts';

const MOST_WORKSPACES = 8;

/** What became of the additions, in numbers of groups. */
export interface Outcome {
  readonly planned: number;
  readonly inPlace: number;
  /** `1 refused, 2 not written`; empty where everything is in place. */
  readonly rest: string;
}

const WORDS: Readonly<Record<AdditionResult['result'], string>> = {
  applied: 'added',
  'already member': 'there already',
  'accepted, not yet confirmed': 'accepted but not seen yet',
  refused: 'refused by Databricks',
  failed: 'failed',
  'not written': 'not written',
  'would have been added': 'would have been added',
};

/** The additions of a plan: what the desk writes itself. */
function additionsOf(plan: Plan): Action[] {
  return plan.actions.filter(({ type }) => type === 'Databricks');
}

export function outcomeOf(plan: Plan, results: Results): Outcome {
  const additions = additionsOf(plan);
  const count = (result: string): number =>
    additions.filter(({ group }) => results.get(group.id)?.result === result).length;
  const untried = additions.filter(({ group }) => !results.has(group.id)).length;
  const missing = ADDITION_RESULTS.filter((result) => result !== 'applied' && result !== 'already member').map(
    (result) => ({ number: count(result), words: WORDS[result] }),
  );
  return {
    planned: additions.length,
    inPlace: count('applied') + count('already member'),
    rest: [...missing, { number: untried, words: 'not tried' }]
      .filter(({ number }) => number > 0)
      .map(({ number, words }) => `${number} ${words}`)
      .join(', '),
  };
}

/** How many additions an installation that only plans has kept back. */
export function withheldBy(results: Results): number {
  return [...results.values()].filter(({ result }) => result === 'would have been added').length;
}

/** The workspaces that groups in place open, in brackets; empty where there are none. */
export function workspacesInPlace(plan: Plan, results: Results): string {
  const opened = additionsOf(plan).filter(({ group }) => isInPlace(results, group.id));
  const names = workspaceTexts(
    opened.flatMap(({ workspaces }) => workspaces),
    display,
  );
  return names.length === 0 ? '' : ` (${shortened(names, MOST_WORKSPACES)})`;
}

/** Every addition by name with what became of it: for IT only. */
export function additionList(plan: Plan, results: Results): Block[] {
  const items = additionsOf(plan).map(({ group }) => {
    const found = results.get(group.id);
    const reason = found?.reason ? `: ${reasonLine(found.reason)}` : '';
    return `${display(group.name)}: ${found ? WORDS[found.result] : 'not tried'}${reason}`;
  });
  return titledList('Databricks groups', items);
}

/** A sentence about groups that should have come with the added ones by nesting; none where all of them have. */
export function lateFollowers(count: number): string[] {
  if (count === 0) return [];
  const [groups, verb] = count === 1 ? ['1 group that follows', 'is'] : [`${count} groups that follow`, 'are'];
  return [`${groups} by nesting ${verb} not seen yet.`];
}

/** The same by name: for IT only. */
export function followList({ follows }: Pick<Plan, 'follows'>, missing: readonly string[]): Block[] {
  const late = follows.filter(({ group }) => missing.includes(group.id));
  return titledList(
    'Following by nesting, not seen yet',
    late.map(({ group, throughGroupName }) => `${display(group.name)}, through ${display(throughGroupName)}`),
  );
}

/** What became of the identity half. */
export interface IdentityOutcome {
  readonly planned: number;
  readonly arrived: number;
  /** Names of the groups that have not arrived, those that should follow included. */
  readonly missing: readonly string[];
}

/** `missing`: ids of the groups that have not arrived; null where nobody has looked yet, then all are missing. */
export function identityOutcomeOf(plan: Plan, missing: readonly string[] | null): IdentityOutcome {
  const actions = plan.actions.filter(({ type }) => type === 'IdP required');
  const following = plan.follows.filter(({ follows, throughType }) => follows && throughType === 'IdP required');
  const isMissing = ({ group }: { group: { id: string } }): boolean => missing === null || missing.includes(group.id);
  return {
    planned: actions.length,
    arrived: actions.filter((action) => !isMissing(action)).length,
    missing: [...actions, ...following].filter(isMissing).map(({ group }) => display(group.name)),
  };
}
