import { users } from '../../simulators/servicenow/example-instance.ts';
import type { Row } from '../../simulators/servicenow/instance.ts';
import type { LivingInstance } from '../../simulators/servicenow/living-instance.ts';
import type { Message, TaskRecord, TaskState, TicketRecord } from './records.ts';

const TASK_STATES: Readonly<Record<string, TaskState>> = {
  '-5': 'on hold',
  '1': 'open',
  '2': 'open',
  '3': 'done',
  '4': 'skipped',
  '7': 'skipped',
};

/** An item of the instance as it truly is; undefined when there is none. */
export function serviceNowRecord(instance: LivingInstance, idOrKey: string): TicketRecord | undefined {
  const row = instance.rows('sc_req_item').find(({ sys_id, number }) => sys_id === idOrKey || number === idOrKey);
  if (row === undefined) return undefined;
  const { fields, ...common } = commonOf(instance, row);
  return {
    ...common,
    fields,
    requester: nameOf(instance, row.opened_by ?? ''),
    asked: isAsked(instance, row),
    tasks: instance.tasksOf(row.sys_id).map((task) => taskOf(instance, task)),
  };
}

function taskOf(instance: LivingInstance, row: Row): TaskRecord {
  const state = TASK_STATES[row.state ?? ''];
  if (state === undefined) throw new Error(`no identity task is ever in state ${row.state}`);
  const { fields: _none, ...common } = commonOf(instance, row);
  return { ...common, state };
}

/** The service account sees everything. */
function commonOf(instance: LivingInstance, { sys_id }: Row) {
  const { key, summary, status, description, fields, comments } = instance.as(users.desk).view(sys_id);
  const messages = comments.map(({ author, at, text, internal }): Message => {
    return { author, at, text, readers: internal ? 'IT (work notes)' : 'everybody on the item (comments)' };
  });
  const files = instance.attachmentsOf(sys_id).map(({ filename, content }) => ({ filename, content }));
  return { id: sys_id, key, summary, status, description, fields, messages, files };
}

/** The desk's own approver rows are open, on the item or on its order. */
function isAsked(instance: LivingInstance, { sys_id, request }: Row): boolean {
  const ourName = instance.user(users.desk).userName;
  return instance.rows('sysapproval_approver').some(({ sysapproval, state, sys_created_by }) => {
    return state === 'requested' && sys_created_by === ourName && (sysapproval === sys_id || sysapproval === request);
  });
}

function nameOf(instance: LivingInstance, sysId: string): string {
  const { firstName, lastName } = instance.user(sysId);
  return `${firstName} ${lastName}`;
}
