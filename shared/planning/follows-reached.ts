import type { Group } from '../domain/group.ts';
import type { Plan } from '../domain/plan.ts';
import type { DirectoryReader } from '../ports/directory.ts';

/**
 * Which groups that follow by nesting the target is in by now.
 * @param holding ids of the groups the target is seen to be a direct member of
 * @returns their ids, in the plan's order
 * @throws what reading Databricks throws
 */
export async function followsReached(
  directory: Pick<DirectoryReader, 'readGroup' | 'transitiveGroupIds'>,
  { target, follows }: Pick<Plan, 'target' | 'follows'>,
  holding: readonly string[],
): Promise<string[]> {
  const ids = follows.map(({ group }) => group.id);
  if (ids.length === 0) return [];
  const told = await directory.transitiveGroupIds(target.id);
  const reached = told === null ? await climb(directory, ids, holding) : new Set(told);
  return ids.filter((id) => reached.has(id));
}

/** Without IAM v2: from the direct groups upward, as far as the members of the groups that follow lead. */
async function climb(
  directory: Pick<DirectoryReader, 'readGroup'>,
  ids: readonly string[],
  from: readonly string[],
): Promise<ReadonlySet<string>> {
  const groups: Group[] = [];
  for (const id of ids) {
    const group = await directory.readGroup(id);
    if (group !== null) groups.push(group);
  }
  const reached = new Set(from);
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const { id, members } of groups) if (members.some((member) => reached.has(member.id))) reached.add(id);
  }
  return reached;
}
