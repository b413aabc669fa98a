import type { GroupModel, MemberModel } from './account-model.ts';

/** Every group a principal is in, directly or through nesting; cycles end where they began. */
export function transitiveParents(
  principalId: string,
  parentsOf: (memberId: string) => readonly GroupModel[],
): GroupModel[] {
  const found = new Set<GroupModel>();
  const queue = [principalId];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const parent of parentsOf(id)) {
      if (found.has(parent)) continue;
      found.add(parent);
      queue.push(parent.id);
    }
  }
  return [...found];
}

/** Turns "who is in which group" around. Reads every group once: for one answer, not for one per call. */
export function parentsIn(
  groups: readonly GroupModel[],
  membersOf: (groupId: string) => readonly MemberModel[],
): (memberId: string) => readonly GroupModel[] {
  const parents = new Map<string, GroupModel[]>();
  for (const group of groups) {
    for (const { id } of membersOf(group.id)) {
      const known = parents.get(id);
      if (known) known.push(group);
      else parents.set(id, [group]);
    }
  }
  return (memberId) => parents.get(memberId) ?? [];
}
