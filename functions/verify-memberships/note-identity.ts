import { identityGroups } from '#functions/common/missing-groups.ts';
import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { eventId } from '#shared/domain/audit-event.ts';
import { sortedUnique } from '#shared/domain/order.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { TaskLook } from './tend-task.ts';

/** Records what was found of the identity team's half. A look that finds the same as an earlier one adds nothing. */
export async function noteIdentity(
  ports: StepPorts<'VerifyMemberships'>,
  key: RunKey,
  plan: Plan,
  { missing, looks }: { readonly missing: readonly string[]; readonly looks: readonly TaskLook[] },
): Promise<void> {
  const { planNo } = await remembered(ports, key, 'plan');
  const facts = {
    event: 'identity groups read',
    plan: planNo,
    // Another run's task may ask for all of them.
    task: looks.map(({ task }) => task.key).join(', ') || 'none',
    taskState: looks.map(({ seen }) => seen?.state ?? 'gone').join(', ') || 'none',
    present: sortedUnique(identityGroups(plan).filter((id) => !missing.includes(id))),
    missing: sortedUnique(missing),
  } as const;
  await note(ports, key, eventId(facts.event, facts), facts);
}
