import { display } from './display.ts';
import type { Group } from './group.ts';
import { isNeverCopied, type NeverCopy } from './never-copy.ts';
import { sortedUnique } from './order.ts';
import type { Action, ActionType, PlanGroup } from './plan.ts';
import type { Principal } from './principal.ts';

/** Everything the decision about one direct group of the gap rests on. */
export interface Case {
  readonly group: PlanGroup;
  /** The group itself first, then every ancestor. */
  readonly reach: readonly Group[];
  readonly target: Principal;
  readonly leftOut: boolean;
  readonly neverCopy: NeverCopy;
  readonly identityProvider: string;
  readonly evidence: Action['evidence'];
  readonly notRead: string;
}

export interface Decided {
  readonly type: ActionType;
  /** Why this type; null where the type speaks for itself. */
  readonly reason: string | null;
}

/** The table of plan rules; the first condition that holds decides. */
export function decideAction(given: Case): Decided {
  if (given.leftOut) return { type: 'Skipped', reason: 'left out on request' };

  const forbidden = forbiddenBecause(given);
  if (forbidden !== null) return { type: 'Blocked', reason: forbidden };

  if (given.group.origin === 'external') {
    if (isUnknownToProvider(given.target)) return { type: 'Blocked', reason: needsOwnGroup(given.identityProvider) };
    return { type: 'IdP required', reason: null };
  }

  if (given.evidence === 'yes') return { type: 'Databricks', reason: null };
  if (given.evidence === 'no') return { type: 'Skipped', reason: 'no workspace assignment, no UC grants detected' };
  return { type: 'Unverified', reason: given.notRead };
}

/** Membership in a group inherits the roles of everything above it, so an ancestor forbids as much as the group itself. */
function forbiddenBecause({ group, reach, neverCopy }: Case): string | null {
  const through = ({ id, name }: Group) => (id === group.id ? '' : ` through ${display(name)}`);
  for (const link of reach) {
    const roles = sortedUnique(link.roles);
    if (roles.length > 0) return `role ${roles.map(display).join(', ')}${through(link)}`;
    if (isNeverCopied(link, neverCopy)) return `never copied by policy${through(link)}`;
  }
  return null;
}

/** A service principal without externalId exists in Databricks only: no identity provider can put it in a group. */
function isUnknownToProvider(target: Principal): boolean {
  return target.kind === 'servicePrincipal' && target.externalId === null;
}

function needsOwnGroup(identityProvider: string): string {
  return `managed in ${identityProvider}, where this service principal is unknown: needs a Databricks-managed group`;
}
