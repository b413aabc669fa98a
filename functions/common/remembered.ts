import { parsePlan, planDigest } from '#shared/domain/canonical.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey, SectionName, Sections } from '#shared/domain/run.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import type { Ports } from './ports.ts';

type StorePort = Pick<Ports, 'store'>;

/**
 * A section an earlier step must have written.
 * @throws StoredItemDamaged when it is not there
 */
export async function remembered<K extends SectionName>(
  { store }: StorePort,
  key: RunKey,
  name: K,
): Promise<Sections[K]> {
  const section = await store.readSection(key, name);
  if (section === null) throw new StoredItemDamaged({ item: `section ${name}` });
  return section;
}

/**
 * The run's current plan, its digest proved.
 * @throws StoredItemDamaged when plan and digest do not belong together
 */
export async function currentPlan(
  ports: StorePort,
  key: RunKey,
): Promise<{ plan: Plan; planNo: number; digest: string }> {
  const { planNo, digest } = await remembered(ports, key, 'plan');
  const stored = await ports.store.readText(key, planText(planNo));
  if (stored === null || digest === null) throw new StoredItemDamaged({ item: `plan ${planNo}` });
  const plan = parsePlan(stored.text);
  if (planDigest(plan) !== digest) throw new StoredItemDamaged({ item: `plan ${planNo}` });
  return { plan, planNo, digest };
}

/** Names of the large texts of a run. */
export const planText = (planNo: number): string => `plan:${planNo}`;
export const readingText = (planNo: number): string => `reading:${planNo}`;
export const recheckText = (what: string): string => `recheck:${what}`;
