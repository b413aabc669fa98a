import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { eventId } from '#shared/domain/audit-event.ts';
import { sortedUnique } from '#shared/domain/order.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { IdentityTask } from '#shared/ports/ticket-system.ts';

/** Records what was found of the identity team's half. A look that finds the same as an earlier one adds nothing. */
export async function noteIdentity(
  ports: StepPorts<'VerifyMemberships'>,
  key: RunKey,
  plan: Plan,
  found: { readonly missing: readonly string[]; readonly task: IdentityTask | null },
): Promise<void> {
  const { planNo } = await remembered(ports, key, 'plan');
  const { key: task } = await remembered(ports, key, 'identityTask');
  const wanted = plan.actions.filter(({ type }) => type === 'IdP required').map(({ group }) => group.id);
  const facts = {
    event: 'identity groups read',
    plan: planNo,
    task,
    taskState: found.task?.state ?? 'gone',
    present: sortedUnique(wanted.filter((id) => !found.missing.includes(id))),
    missing: sortedUnique(found.missing),
  } as const;
  await note(ports, key, eventId(facts.event, facts), facts);
}
