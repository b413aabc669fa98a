import { addressesOf } from './mail-address.ts';
import { matchesPattern } from './pattern.ts';
import type { MembershipLine } from './plan.ts';
import type { Principal } from './principal.ts';

/** Whose access a policy lets nobody copy. */
export interface NeverSource {
  /** SCIM ids of users and service principals. */
  readonly ids: readonly string[];
  /** User names, e-mail addresses, application ids or display names; `*` stands for any text, case does not matter. */
  readonly names: readonly string[];
  /** Ids of groups: nobody who is in one, directly or through nesting, is copied. */
  readonly groupIds: readonly string[];
}

/** True when the policy names this principal by id, or by a pattern for one of its names. */
export function isNeverSource(source: Principal, { ids, names }: NeverSource): boolean {
  const known = [source.name, source.displayName, ...addressesOf(source)];
  return ids.includes(source.id) || names.some((pattern) => known.some((name) => matchesPattern(name, pattern)));
}

/** True when the source is in a group whose members the policy lets nobody copy; asks the comparison of a plan. */
export function isInNeverSource(comparison: readonly MembershipLine[], { groupIds }: NeverSource): boolean {
  return comparison.some(({ inSource, group }) => inSource && groupIds.includes(group.id));
}
