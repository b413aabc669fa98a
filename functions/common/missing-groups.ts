import type { Plan } from '#shared/domain/plan.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';
import { groupsHolding } from './groups-holding.ts';

/** Ids of the groups of a plan that the identity team is to add the target to. */
export function identityGroups({ actions }: Pick<Plan, 'actions'>): string[] {
  return actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);
}

/**
 * Ids of the identity provider's groups of a plan that the target is not in yet, neither directly nor (where IAM v2
 * tells) through nesting.
 */
export async function missingGroups(directory: DirectoryReader, plan: Plan): Promise<string[]> {
  const reached = new Set((await directory.transitiveGroupIds(plan.target.id)) ?? []);
  const open = identityGroups(plan).filter((id) => !reached.has(id));
  const direct = new Set(await groupsHolding(directory, open, plan.target.id));
  return open.filter((id) => !direct.has(id));
}
