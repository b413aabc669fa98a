import { groupsHolding } from '#functions/common/groups-holding.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';

/**
 * Ids of the identity provider's groups of a plan that the target is not in yet, neither directly nor (where IAM v2
 * tells) through nesting.
 */
export async function missingGroups(directory: DirectoryReader, plan: Plan): Promise<string[]> {
  const wanted = plan.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);
  const reached = new Set((await directory.transitiveGroupIds(plan.target.id)) ?? []);
  const open = wanted.filter((id) => !reached.has(id));
  const direct = new Set(await groupsHolding(directory, open, plan.target.id));
  return open.filter((id) => !direct.has(id));
}
