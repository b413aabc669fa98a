import type { Group } from './group.ts';
import { matchesPattern } from './pattern.ts';

/** Groups a policy keeps out of every copy. */
export interface NeverCopy {
  readonly ids: readonly string[];
  /**
   * Display names; `*` stands for any text. Neither case nor the way an accent is encoded matters: where two groups
   * differ by no more than that, both are kept out.
   */
  readonly names: readonly string[];
}

/** True when the policy names this group by id or by a pattern for its display name. */
export function isNeverCopied(group: Pick<Group, 'id' | 'name'>, { ids, names }: NeverCopy): boolean {
  return ids.includes(group.id) || names.some((pattern) => matchesPattern(group.name, pattern));
}
