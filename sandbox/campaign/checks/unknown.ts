import type { Plan } from '#shared/domain/plan.ts';
import type { Evidence, PlanMoment } from '../evidence.ts';
import { partitionOf, plansOf, runsOf, sectionVersions } from './remembered.ts';

/** Reads may be answered from caches up to this old; a plan made so soon after a change tells nothing about reading. */
const CACHES_MS = 20 * 60_000;

/**
 * An unknown never became a “no”: every group the source has and the target lacks is in the plan, and what the plan
 * calls a dead end opens nothing.
 */
export async function unknownIsNotNo(evidence: Evidence): Promise<string[]> {
  const problems: string[] = [];
  for (const { key } of runsOf(evidence)) {
    const plans = await plansOf(evidence, key);
    for (const [number, moment] of evidence.plans.filter(({ pk }) => pk === partitionOf(key)).entries()) {
      if (moment.at - moment.changedAt < CACHES_MS) continue;
      const plan = [...plans.values()][number];
      if (plan !== undefined) problems.push(...shortcomings(plan, moment).map((text) => `run ${key.run}: ${text}`));
    }
  }
  return problems;
}

function shortcomings(plan: Plan, { groupsOf, opensSomething }: PlanMoment): string[] {
  const planned = new Map(plan.actions.map((action) => [action.group.id, action]));
  const has = groupsOf(plan.target.id);
  const lacking = [...groupsOf(plan.source.id)].filter((id) => !has.has(id));
  const reachable = (id: string, seen: Set<string>): boolean => {
    if (seen.has(id)) return false;
    seen.add(id);
    return has.has(id) || [...has].some((group) => [...groupsOf(group)].includes(id));
  };
  return [
    ...lacking.flatMap((id) => (planned.has(id) || reachable(id, new Set()) ? [] : [`the plan lacks ${id}`])),
    ...plan.actions.flatMap(({ type, group, evidence }) =>
      type === 'Skipped' && evidence === 'no' && opensSomething(group.id)
        ? [`the plan calls ${group.id} a dead end, which opens something`]
        : [],
    ),
  ];
}

/** Nobody is told to correct a wish that can be served. */
export function rightWishesAreServed(evidence: Evidence): string[] {
  const { story, acted } = evidence;
  if (story.stage.keepsOut !== 'nobody') return [];
  const { source, target, without, by: _by } = story.wish;
  const isSound = source === 'thomas@company.com' && target === 'uwe@company.com' && without === undefined;
  const mayBecomeWrong = acted.some(({ act, refused }) => {
    return refused === null && /edit|comment|active|recreate|damage/.test(act.do);
  });
  if (!isSound || mayBecomeWrong || story.stage.maxAdditions < 3) return [];
  return runsOf(evidence).flatMap(({ key, closings }) =>
    closings.some(({ end }) => end === 'needs correction') ? [`run ${key.run} asks to correct what is right`] : [],
  );
}

/** Memberships of the identity team's half count as there only where they truly are. */
export function verifiedIsThere(evidence: Evidence): string[] {
  const { world, untouched } = evidence;
  return sectionVersions(evidence, 'identity').flatMap(({ pk, value }) => {
    if (value.missing.length > 0) return [];
    const wasAdded = evidence.acted.some(
      ({ act, refused }) => refused === null && /sync|add member|delete/.test(act.do),
    );
    const target = untouched.users.find(({ userName }) => userName === evidence.story.wish.target);
    const isThere =
      target !== undefined && world.databricks.model.groupsWith(target.id).some((group) => group.externalId);
    return wasAdded || isThere ? [] : [`${pk} found memberships that nobody gave`];
  });
}
