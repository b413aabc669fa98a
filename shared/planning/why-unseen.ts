import { judgeTarget } from '../domain/drift.ts';
import type { Principal } from '../domain/principal.ts';
import type { DirectoryReader } from '../ports/directory.ts';

/**
 * What may be the matter with a membership that was accepted and never seen; null where the target is as it was planned.
 * Databricks takes a member id that no longer exists without a word (terraform-provider-databricks #4194).
 * @throws what reading Databricks throws
 */
export async function whyUnseen(
  directory: Pick<DirectoryReader, 'readPrincipal'>,
  target: Principal,
): Promise<string | null> {
  const present = await directory.readPrincipal(target.kind, target.id);
  if (present === null) return 'the target is gone';
  const change = judgeTarget(target, present);
  return change === null ? null : `the target changed: ${change}`;
}
