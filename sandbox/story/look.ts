import type { TicketView } from '../simulators/jira/ticket-view.ts';
import { storyTime } from './narrator.ts';
import { givenName, identityTaskOf, personIn, type Scene, ticketOf } from './scene.ts';
import type { ActionOf, PersonName } from './script.ts';
import { withoutTables } from './table-lines.ts';
import { cut, wrapped } from './wrap.ts';

/** Shows a ticket as this person sees it; what a reader of the story has read before is only named. */
export function look(scene: Scene, { as, at }: ActionOf<'look'>): void {
  const { key } = at === 'ticket' ? ticketOf(scene) : identityTaskOf(scene);
  const view = personIn(scene, as).view(key);
  const where = view.portal ? 'on the portal' : 'in Jira';
  scene.screen.say(`▸ ${givenName(scene, as)} opens ${key} ${where}, status “${view.status}”`, 'strong', '  ');
  if (at === 'identity task') showText(scene, as, view.summary, view.description, key);
  for (const { id, author, text, at: time, internal } of view.comments) {
    const readers = internal ? ' (internal)' : '';
    showText(scene, as, `${author}, ${storyTime(time)}${readers}`, text, id);
  }
  if (at === 'ticket') showRest(scene, view);
}

function showText(scene: Scene, as: PersonName, head: string, text: string, id: string): void {
  const readers = scene.read.get(id) ?? [];
  if (readers.includes(as)) return;
  scene.read.set(id, [...readers, as]);
  const [reader] = readers;
  if (reader !== undefined) {
    const [first = ''] = text.split('\n');
    quote(scene, `${head}: “${cut(first, 24)}”, as ${givenName(scene, reader)} read it`);
    return;
  }
  quote(scene, head);
  for (const line of withoutTables(text)) quote(scene, `  ${line}`);
}

function showRest(scene: Scene, { comments, attachments, subtasks }: TicketView): void {
  if (attachments.length > 0) quote(scene, `Files: ${attachments.map(({ filename }) => filename).join(', ')}`);
  for (const { key, status } of subtasks) quote(scene, `Sub-task: ${key}, status “${status}”`);
  if (comments.length + attachments.length + subtasks.length === 0) quote(scene, '(nothing from Access Desk)');
}

function quote({ screen }: Scene, line: string): void {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const hanging = `${indent}${/^ *- /.test(line) ? '  ' : ''}`;
  for (const part of wrapped(line, screen.width - 6, hanging)) screen.print(`    │ ${part}`.trimEnd());
}
