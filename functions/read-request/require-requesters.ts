import type { StepPorts } from '#functions/common/ports.ts';
import { handsIn } from '#shared/domain/requesters.ts';
import type { Ticket } from '#shared/domain/ticket.ts';
import { RequesterNotAllowed } from '#shared/errors.ts';

/**
 * Where the stage names who may file, everybody who had a hand in the wish must be one of them: else one person could
 * ask through another's ticket. Nothing about source or target is looked up before.
 * @throws RequesterNotAllowed
 */
export async function requireRequesters(
  { stage, tickets }: Pick<StepPorts<'ReadRequest'>, 'stage' | 'tickets'>,
  ticket: Ticket,
): Promise<void> {
  const rule = stage.policy.requesters[ticket.system];
  if (rule === undefined) return;
  const system = tickets(ticket.system);
  for (const personId of handsIn(ticket, system.ownPersonId)) {
    if (rule.personIds.includes(personId)) continue;
    const groups = await Promise.all(rule.groupIds.map((groupId) => system.isGroupMember(groupId, personId)));
    if (!groups.includes(true)) throw new RequesterNotAllowed();
  }
}
