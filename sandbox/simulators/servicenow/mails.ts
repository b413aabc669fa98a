import { fulfils } from './access.ts';
import type { Change, Instance, Row } from './instance.ts';
import { entriesOf } from './journal.ts';
import { taskTables } from './schema.ts';

/** `glide.email.journal.lines`: how many entries a mail repeats. */
const entriesPerMail = 3;

/** Sends the notifications a change causes; nobody is told what they did themselves. */
export function sendMails(instance: Instance, change: Change): void {
  const { table, row, changed, operation } = change;
  if (table === 'sysapproval_approver') {
    if (row.state === 'requested' && changed.has('state')) askApprover(instance, row);
    return;
  }
  if (!taskTables.includes(table)) return;
  if (operation === 'insert' && table === 'sc_task') {
    const text = `${row.short_description}\n\n${row.description}`;
    send(instance, change, team(instance, row), `${row.number} was assigned to your group`, text);
  }
  if (changed.has('comments')) {
    const readers = [row.opened_by ?? '', row.requested_for ?? ''];
    send(instance, change, readers, `${row.number} comments added`, lastEntries(instance, row, ['comments']));
  }
  if (changed.has('work_notes')) {
    const readers = [...team(instance, row), ...approversWhoWatch(instance, row)];
    send(instance, change, readers, `${row.number} work notes added`, lastEntries(instance, row, ['work_notes']));
  }
}

/** An approver reads what the record shows them: work notes only with `itil`. */
function askApprover(instance: Instance, { approver = '', sysapproval = '' }: Row): void {
  const record = instance.find('task', sysapproval);
  const reader = instance.users.find(({ sysId }) => sysId === approver);
  if (record === undefined || reader?.active !== true) return;
  const journals = fulfils(instance, approver) ? ['comments', 'work_notes'] : ['comments'];
  const entries = journals.map((element) => lastEntries(instance, record, [element])).filter((text) => text !== '');
  instance.mails.push({
    to: approver,
    subject: `${record.number} approval request`,
    text: [record.short_description ?? '', ...entries].join('\n\n'),
    number: record.number ?? '',
    at: instance.now(),
  });
}

function send(
  instance: Instance,
  { row, actor }: Change,
  readers: readonly string[],
  subject: string,
  text: string,
): void {
  for (const to of new Set(readers)) {
    const user = instance.users.find(({ sysId }) => sysId === to);
    if (user === undefined || !user.active || user.webServiceAccessOnly || to === actor) continue;
    instance.mails.push({ to, subject, text, number: row.number ?? '', at: instance.now() });
  }
}

/** Who works on a record: whoever took it, else its group. */
function team(instance: Instance, { assigned_to = '', assignment_group }: Row): string[] {
  if (assigned_to !== '') return [assigned_to];
  return instance.groups.find(({ sysId }) => sysId === assignment_group)?.members ?? [];
}

function approversWhoWatch(instance: Instance, record: Row): string[] {
  const rows = instance.rows('sysapproval_approver').filter(({ sysapproval }) => sysapproval === record.sys_id);
  return rows.map(({ approver = '' }) => approver).filter((approver) => fulfils(instance, approver));
}

/** The newest entries, newest first, as a mail quotes them. */
function lastEntries(instance: Instance, record: Row, elements: readonly string[]): string {
  const entries = entriesOf(instance, record.sys_id, elements).slice(-entriesPerMail).toReversed();
  return entries
    .map(({ element, value, sys_created_by, sys_created_on }) => {
      const label = element === 'comments' ? 'Additional comments' : 'Work notes';
      return `${sys_created_on} - ${sys_created_by} (${label})\n${value}`;
    })
    .join('\n\n');
}
