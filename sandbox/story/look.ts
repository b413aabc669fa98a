import { storyTime } from './narrator.ts';
import { givenName, type PersonName } from './office/office.ts';
import type { TicketView } from './office/records.ts';
import { identityTaskOf, type Scene, tellAct, ticketOf } from './scene.ts';
import type { ActionOf } from './script.ts';
import { withoutTables } from './table-lines.ts';
import { cut, wrapped } from './wrap.ts';

/** Shows a ticket as this person sees it; what a reader of the story has read before is only named. */
export function look(scene: Scene, { as, at }: ActionOf<'look'>): void {
  const { key } = at === 'ticket' ? ticketOf(scene) : identityTaskOf(scene);
  const view = scene.office.as(as).view(key);
  const where = view.portal ? 'on the portal' : `in ${scene.office.name}`;
  tellAct(scene, as, `opens ${key} ${where}, status “${view.status}”`);
  if (at === 'identity task') showText(scene, as, view.summary, view.description, key);
  for (const { id, author, text, at: time, internal } of view.comments) {
    const readers = internal ? ' (internal)' : '';
    showText(scene, as, `${author}, ${storyTime(time)}${readers}`, text, id);
  }
  if (at === 'ticket') showRest(scene, view);
}

/** Shows the newest mail of this person, which they read without opening the ticket. */
export function readMail(scene: Scene, { as }: ActionOf<'read mail'>): void {
  const mail = scene.office.mails(as).at(-1);
  if (mail === undefined) throw new Error(`${as} got no mail`);
  tellAct(scene, as, `has got a mail: ${mail.subject}`);
  for (const line of mail.text.trimEnd().split('\n')) quote(scene, line);
}

function showText(scene: Scene, as: PersonName, head: string, text: string, id: string): void {
  const readers = scene.read.get(id) ?? [];
  if (readers.includes(as)) return;
  scene.read.set(id, [...readers, as]);
  const [reader] = readers;
  if (reader !== undefined) {
    const [first = ''] = text.split('\n');
    quote(scene, `${head}: “${cut(first, 24)}”, as ${givenName(scene.office, reader)} read it`);
    return;
  }
  quote(scene, head);
  for (const line of withoutTables(text)) quote(scene, `  ${line}`);
}

function showRest(scene: Scene, { comments, attachments, subtasks }: TicketView): void {
  if (attachments.length > 0) quote(scene, `Files: ${attachments.map(({ filename }) => filename).join(', ')}`);
  for (const { key, status } of subtasks) quote(scene, `${scene.office.childName}: ${key}, status “${status}”`);
  if (comments.length + attachments.length + subtasks.length === 0) quote(scene, '(nothing from Access Desk)');
}

function quote({ screen }: Scene, line: string): void {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const hanging = `${indent}${/^ *- /.test(line) ? '  ' : ''}`;
  for (const part of wrapped(line, screen.width - 6, hanging)) screen.print(`    │ ${part}`.trimEnd());
}
