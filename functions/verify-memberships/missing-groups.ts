import type { Plan } from '#shared/domain/plan.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';

/**
 * Ids of the identity provider's groups of a plan that the target is not in yet, neither directly nor (where IAM v2
 * tells) through nesting.
 */
export async function missingGroups(directory: DirectoryReader, plan: Plan): Promise<string[]> {
  const wanted = plan.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);
  const reached = new Set((await directory.transitiveGroupIds(plan.target.id)) ?? []);
  const missing: string[] = [];
  for (const id of wanted.filter((groupId) => !reached.has(groupId))) {
    const group = await directory.readGroup(id);
    if (!group?.members.some((member) => member.id === plan.target.id)) missing.push(id);
  }
  return missing;
}
