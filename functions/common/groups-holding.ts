import type { DirectoryReader } from '#shared/ports/directory.ts';

const AT_ONCE = 8;

/** Those of the groups (ids) that the principal is a direct member of, as Databricks shows it now. */
export async function groupsHolding(
  directory: Pick<DirectoryReader, 'readGroup'>,
  groupIds: readonly string[],
  principalId: string,
): Promise<string[]> {
  const holding: string[] = [];
  for (let at = 0; at < groupIds.length; at += AT_ONCE) {
    const groups = await Promise.all(groupIds.slice(at, at + AT_ONCE).map((id) => directory.readGroup(id)));
    for (const group of groups) {
      if (group?.members.some(({ id }) => id === principalId)) holding.push(group.id);
    }
  }
  return holding;
}
