import { fulfils, readableTask } from './access.ts';
import { filesOf } from './attachments.ts';
import type { Instance, Row } from './instance.ts';
import { entriesOf } from './journal.ts';
import { answersOf } from './orders.ts';
import { labelOf } from './render-record.ts';
import { notFound } from './service-fault.ts';
import { fromDatabaseTime } from './times.ts';

/** An item, order or task as one person sees it on the screen; story code reads it as it reads a ticket of Jira. */
export interface TicketView {
  readonly key: string;
  /** True for the self-service portal, false for the fulfiller's screens. */
  readonly portal: boolean;
  readonly summary: string;
  readonly status: string;
  readonly statusId: string;
  readonly description: string;
  /** By question; null where nothing was entered. */
  readonly fields: Readonly<Record<string, string | null>>;
  readonly comments: readonly {
    readonly id: string;
    readonly author: string;
    readonly text: string;
    /** A work note. */
    readonly internal: boolean;
    readonly at: number;
    /** What the screen shows as HTML instead of text. */
    readonly html: readonly string[];
  }[];
  readonly attachments: readonly { readonly id: string; readonly filename: string; readonly size: number }[];
  /** Never shown on the portal. */
  readonly subtasks: readonly { readonly key: string; readonly summary: string; readonly status: string }[];
  /** Further fields of the record that sort a queue. */
  readonly marks: readonly string[];
  /** Who is asked right now, with whether this person is. */
  readonly approval?: { readonly id: string; readonly approvers: readonly string[]; readonly mayAnswer: boolean };
}

/**
 * What this person sees. Files of an item are shown to everybody who may read the item, the requester too.
 * @throws {ServiceFault} 404 when they may not see it at all.
 */
export function viewTicket(instance: Instance, me: string, number: string): TicketView {
  const found = instance.rows('task').find((row) => row.number === number || row.sys_id === number);
  const record = readableTask(instance, me, found?.sys_id);
  if (record === undefined) throw notFound();
  const table = record.sys_class_name ?? '';
  const inside = fulfils(instance, me);
  const approval = approvalOf(instance, me, record);
  return {
    key: record.number ?? '',
    portal: !inside,
    summary: record.short_description ?? '',
    status: labelOf(instance, table, 'state', record.state ?? ''),
    statusId: record.state ?? '',
    description: record.description ?? '',
    fields: fieldsOf(instance, record),
    comments: entriesOf(instance, record.sys_id, inside ? ['comments', 'work_notes'] : ['comments']).map((entry) => ({
      id: entry.sys_id,
      author: nameOf(instance, entry.sys_created_by ?? ''),
      text: entry.value ?? '',
      internal: entry.element === 'work_notes',
      at: fromDatabaseTime(entry.sys_created_on ?? ''),
      html: instance.options.codeTags ? htmlIn(entry.value ?? '') : [],
    })),
    attachments: filesOf(instance, record.sys_id).map(({ sysId, filename, content }) => {
      return { id: sysId, filename, size: content.length };
    }),
    subtasks: inside ? subtasksOf(instance, record) : [],
    marks: record.u_verdict ? [record.u_verdict] : [],
    ...(approval && { approval }),
  };
}

function htmlIn(text: string): string[] {
  return [...text.matchAll(/\[code\](.*?)\[\/code\]/gis)].map(([, html = '']) => html);
}

function fieldsOf(instance: Instance, record: Row): Record<string, string | null> {
  const entries = answersOf(instance, record.sys_id).map(({ question, option }) => {
    return [question.question_text ?? '', shownAnswer(instance, question, option.value ?? '')] as const;
  });
  return Object.fromEntries(entries);
}

function shownAnswer(instance: Instance, { reference = '', list_table = '' }: Row, value: string): string | null {
  if (value === '') return null;
  const table = reference || list_table;
  if (table === '') return value;
  return value
    .split(',')
    .map((sysId) => instance.find(table, sysId)?.name ?? sysId)
    .join(', ');
}

function subtasksOf(instance: Instance, record: Row): TicketView['subtasks'] {
  const tasks = instance.rows('sc_task').filter(({ request_item }) => request_item === record.sys_id);
  return tasks.map(({ number = '', short_description = '', state = '' }) => {
    return { key: number, summary: short_description, status: labelOf(instance, 'sc_task', 'state', state) };
  });
}

function approvalOf(instance: Instance, me: string, record: Row): TicketView['approval'] {
  const asked = instance.rows('sysapproval_approver').filter(({ sysapproval, state }) => {
    return state === 'requested' && (sysapproval === record.sys_id || sysapproval === record.request);
  });
  const [first] = asked;
  if (first === undefined) return undefined;
  const mine = asked.find(({ approver }) => approver === me);
  return {
    id: (mine ?? first).sys_id,
    approvers: asked.map(({ approver = '' }) => instance.find('sys_user', approver)?.name ?? approver),
    mayAnswer: mine !== undefined,
  };
}

function nameOf(instance: Instance, userName: string): string {
  return instance.rows('sys_user').find(({ user_name }) => user_name === userName)?.name ?? userName;
}
