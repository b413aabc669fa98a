import { judgeTarget } from '#shared/domain/drift.ts';
import type { Principal } from '#shared/domain/principal.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Ports } from './ports.ts';

/**
 * Whether the target of an approved plan is still the one that was approved, read anew. What changed once is remembered
 * and stays: both branches and the end of the run tell the same story, whatever Databricks says a moment later.
 * @returns what changed, as a sentence part without names; null while it is the same
 * @throws what reading Databricks throws
 */
export async function targetChange(
  { store, directory }: Pick<Ports, 'store' | 'directory'>,
  key: RunKey,
  target: Principal,
): Promise<string | null> {
  const known = await store.readSection(key, 'targetChange');
  if (known !== null) return known.change;
  const change = judgeTarget(target, await directory.readPrincipal(target.kind, target.id));
  if (change !== null) await store.writeSection(key, 'targetChange', { change });
  return change;
}
