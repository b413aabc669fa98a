import { judgeAddition } from '../domain/drift.ts';
import { BUILT_IN_GROUPS, type Group } from '../domain/group.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { DirectoryReader } from '../ports/directory.ts';

export interface LastLook {
  /** The target is a direct member already: there is nothing to write. */
  readonly isMember: boolean;
  /** Why the addition must not be written, as a sentence part; null where it may be. */
  readonly obstacle: string | null;
}

/**
 * Reads the group of a planned addition, and what it leads to, once more right before the write. Workspace assignments
 * and grants are not read again. Which groups it leads to is known from IAM v2; without that those of the plan are read,
 * and a new one goes unseen.
 * @throws what reading Databricks throws
 */
export async function lookLast(
  directory: Pick<DirectoryReader, 'readGroup' | 'transitiveGroupIds'>,
  plan: Plan,
  action: Action,
): Promise<LastLook> {
  const group = await directory.readGroup(action.group.id);
  const holds = (principalId: string) => group?.members.some(({ id }) => id === principalId) ?? false;
  if (holds(plan.target.id)) return { isMember: true, obstacle: null };
  const drift = judgeAddition(action, plan, {
    group,
    ancestors: group === null ? [] : await readAncestors(directory, plan, action),
    assignments: [],
    sourceStillIn: holds(plan.source.id),
    targetAlreadyIn: false,
  });
  const changed = drift.kind === 'narrower' || drift.kind === 'wider' ? drift.reason : null;
  return { isMember: false, obstacle: changed ?? neverWritten(group) };
}

/** Built-in groups are left out: everybody is in them, and reading them means reading everybody. */
async function readAncestors(
  directory: Pick<DirectoryReader, 'readGroup' | 'transitiveGroupIds'>,
  plan: Plan,
  action: Action,
): Promise<Group[]> {
  const builtIn = new Set(
    plan.comparison
      .map(({ group }) => group)
      .filter(isBuiltIn)
      .map(({ id }) => id),
  );
  const present = plan.route === 'iam-v2' ? await directory.transitiveGroupIds(action.group.id) : null;
  const ids = (present ?? action.ancestorIds).filter((id) => !builtIn.has(id));
  const groups = await Promise.all(ids.map((id) => directory.readGroup(id)));
  return groups.filter((group) => group !== null);
}

/** Holds for every group, whatever a plan says. */
function neverWritten(group: Group | null): string | null {
  if (group === null) return 'the group is gone';
  if (group.externalId !== null) return 'managed by the identity provider';
  if (group.roles.length > 0) return 'carries a role';
  return isBuiltIn(group) ? 'the group is built in' : null;
}

function isBuiltIn({ name }: { readonly name: string }): boolean {
  return BUILT_IN_GROUPS.has(name);
}
