import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { Row } from '#sandbox/simulators/servicenow/instance.ts';
import type { LivingInstance } from '#sandbox/simulators/servicenow/living-instance.ts';
import { type TicketEnd, withoutChance } from './ticket-end.ts';

/** How an item ended, and its catalog tasks. */
export function serviceNowEnd(instance: LivingInstance, id: string): { ticket: TicketEnd; tasks: TicketEnd[] } {
  return {
    ticket: recordEnd(instance, instance.item(id)),
    tasks: instance.tasksOf(id).map((task) => recordEnd(instance, task)),
  };
}

function recordEnd(instance: LivingInstance, { sys_id }: Row): TicketEnd {
  // The service account sees everything.
  const { summary, status, description, comments } = instance.as(users.desk).view(sys_id);
  const said = comments.map(({ author, internal, text }) => {
    return `${author} for ${internal ? 'IT' : 'everybody'}: ${withoutChance(text)}`;
  });
  const files = instance.attachmentsOf(sys_id).map(({ filename, by, content }) => {
    return `${filename} by ${by}: ${withoutChance(content.toString())}`;
  });
  return {
    summary: `${summary}\n${withoutChance(description)}`,
    status,
    moves: movesOf(instance, sys_id),
    comments: said.sort(),
    files: files.sort(),
    approvals: instance.rowsOf(sys_id).map((row) => answerOf(instance, row)),
  };
}

function movesOf(instance: LivingInstance, sysId: string): string[] {
  return instance
    .rows('sys_audit')
    .filter(({ documentkey, fieldname }) => documentkey === sysId && /^(state|approval)$/.test(fieldname ?? ''))
    .map(({ fieldname, oldvalue, newvalue, user }) => `${fieldname}: ${oldvalue} → ${newvalue} by ${user}`);
}

/** The version tells how often a row was changed on its way. */
function answerOf(instance: LivingInstance, row: Row): string {
  const { approver = '', state, sys_created_by, sys_updated_by, sys_mod_count } = row;
  const { firstName, lastName } = instance.user(approver);
  return `${firstName} ${lastName}: asked by ${sys_created_by}, ${state} by ${sys_updated_by}, version ${sys_mod_count}`;
}
