import { type Elevation, elevationsOf, kindName } from './elevation.ts';
import { type Evidence, NOT_NEEDED } from './evidence.ts';
import { isGuestOfOthers } from './guest.ts';
import { sortedUnique } from './order.ts';
import type { Action, Follow, Plan } from './plan.ts';
import { givesMembership } from './plan-follows.ts';
import type { Principal } from './principal.ts';

/** A group of this many direct members or fewer is unusual: it is likely meant for these few. */
export const UNUSUALLY_SMALL = 3;

export interface VerdictFacts {
  readonly source: Principal;
  readonly target: Principal;
  readonly actions: readonly Action[];
  readonly follows: readonly Follow[];
  /** Ids of the groups the request wants left out. */
  readonly leftOut: ReadonlySet<string>;
  /** Groups both are in already, built-in ones not counted. */
  readonly sharedNamed: number;
  readonly evidence: Evidence;
}

/**
 * CLEAN where nothing is elevated, undecided, blocked or unusual; else LOOK CLOSER with short sentences that anybody who
 * sees the ticket may read: no group names, no names of data objects. What tells most about the wish comes first.
 */
export function judgeVerdict(facts: VerdictFacts): Plan['verdict'] {
  const given = facts.actions.filter(givesMembership);
  const count = (type: Action['type']) => facts.actions.filter((action) => action.type === type).length;
  const small = given.filter(({ memberCount }) => memberCount <= UNUSUALLY_SMALL).length;
  const undecided = count('Unverified');
  const blocked = count('Blocked');
  const arriving = leftOutButArriving(facts);
  const unread = facts.evidence.workspaces.total - facts.evidence.workspaces.read;
  const unplaced = facts.evidence.gaps.filter(({ area, hides }) => area === 'membership' && hides).length;

  const reasons: string[] = [];
  if (facts.sharedNamed === 0 && facts.actions.length > 0) reasons.push('they have nothing in common so far');
  if (!facts.source.active) reasons.push('the source is deactivated in Databricks');
  if (isGuestOfOthers(facts.target, facts.source)) reasons.push('the target is a guest of another organisation');
  reasons.push(...elevationReasons(given));
  if (small > 0) reasons.push(`${groups(small, 'has', 'have')} ${UNUSUALLY_SMALL} members or fewer`);
  if (undecided > 0) reasons.push(`${groups(undecided, 'is', 'are')} undecided`);
  if (blocked > 0) reasons.push(`${groups(blocked, 'is', 'are')} blocked`);
  if (arriving > 0) {
    reasons.push(`${groups(arriving, 'was', 'were')} to be left out but will come through another group`);
  }
  if (!facts.evidence.workspaces.complete && facts.actions.length > 0) {
    reasons.push(
      unread > 0 ? `${unread} of ${facts.evidence.workspaces.total} workspaces not read` : 'workspaces not fully read',
    );
  }
  if (given.length > 0 && mayHideGrants(facts.evidence)) {
    const what = facts.evidence.unityCatalog.scanned ? 'Unity Catalog not fully read' : 'Unity Catalog not read';
    reasons.push(`${what}, which may hide elevated rights`);
  }
  if (unplaced > 0) reasons.push(`${groups(unplaced, 'has', 'have')} a nesting that could not be read`);
  return { word: reasons.length === 0 ? 'CLEAN' : 'LOOK CLOSER', reasons };
}

/** Grants stay unseen. What was left unread because nothing depends on it does not count: that is so in most plans. */
function mayHideGrants({ unityCatalog, gaps }: Evidence): boolean {
  if (!unityCatalog.scanned) return true;
  const missing = gaps.filter(({ area, hides }) => area === 'unityCatalog' && hides);
  return missing.some(({ reason }) => reason !== NOT_NEEDED) || (!unityCatalog.complete && missing.length === 0);
}

/** Named in `without`, yet nested in a group that is added: leaving it out alone is not possible. */
function leftOutButArriving({ actions, follows, leftOut }: VerdictFacts): number {
  const followed = follows.filter((follow) => follow.follows && leftOut.has(follow.group.id));
  const given = actions.filter(givesMembership);
  const nested = actions.filter(
    ({ group }) => leftOut.has(group.id) && given.some(({ ancestorIds }) => ancestorIds.includes(group.id)),
  );
  return followed.length + nested.length;
}

function elevationReasons(actions: readonly Action[]): string[] {
  const byRight = new Map<string, { groups: Set<string>; found: Elevation[] }>();
  for (const action of actions) {
    for (const elevation of elevationsOf(action)) {
      const entry = byRight.get(elevation.right) ?? { groups: new Set(), found: [] };
      entry.groups.add(action.group.id);
      entry.found.push(elevation);
      byRight.set(elevation.right, entry);
    }
  }
  return sortedUnique(byRight.keys()).map((right) => {
    const entry = byRight.get(right) ?? { groups: new Set(), found: [] };
    return `${groups(entry.groups.size, 'gives', 'give')} ${right} ${onWhat(entry.found)}`;
  });
}

/** Workspaces by name (at most three), objects of Unity Catalog by kind and number only. */
function onWhat(found: readonly Elevation[]): string {
  const names = sortedUnique(found.filter(({ kind }) => kind === null).map(({ on }) => on));
  const more = names.length > 3 ? [`${names.length - 3} more`] : [];
  const objects = new Map(found.flatMap(({ kind, on }) => (kind === null ? [] : [[on, kindName(kind)] as const])));
  const kinds = Map.groupBy(objects.values(), (kind) => kind);
  const counted = sortedUnique(kinds.keys()).map((kind) => {
    const number = kinds.get(kind)?.length ?? 0;
    return number === 1 ? `one ${kind}` : `${number} ${kind}s`;
  });
  return [...names.slice(0, 3), ...more, ...counted].join(', ');
}

function groups(count: number, singular: string, plural: string): string {
  return count === 1 ? `one group ${singular}` : `${count} groups ${plural}`;
}
