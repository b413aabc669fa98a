import type { TicketView } from '../simulators/jira/ticket-view.ts';
import { storyTime } from './narrator.ts';
import { givenName, identityTaskOf, personIn, type Scene, ticketOf } from './scene.ts';
import type { ActionOf, PersonName } from './script.ts';
import { cut, wrapped } from './wrap.ts';

/** Shows a ticket as this person sees it; a message somebody was shown before is only named. */
export function look(scene: Scene, { as, at }: ActionOf<'look'>): void {
  const { key } = at === 'ticket' ? ticketOf(scene) : identityTaskOf(scene);
  const view = personIn(scene, as).view(key);
  const where = view.portal ? 'on the portal' : 'in Jira';
  scene.screen.say(`▸ ${givenName(scene, as)} opens ${key} ${where}: ${view.status}`, 'strong', '  ');
  const lines = at === 'ticket' ? [] : [view.summary, '', ...view.description.split('\n')];
  for (const line of lines) quote(scene, line);
  for (const entry of view.comments) showComment(scene, as, entry);
  for (const { filename, size } of view.attachments) quote(scene, `File: ${filename} (${size} bytes)`);
  for (const { key: task, summary, status } of view.subtasks) quote(scene, `Sub-task: ${task} ${status} — ${summary}`);
  if (view.comments.length + lines.length + view.attachments.length === 0) quote(scene, '(no message yet)');
}

function showComment(scene: Scene, as: PersonName, { author, text, at, internal }: TicketView['comments'][number]): void {
  const id = `${author} ${at} ${text}`;
  const reader = scene.read.get(id);
  if (reader === as) return;
  const head = `${author}, ${storyTime(at)}${internal ? ' (internal)' : ''}`;
  const [first = ''] = text.split('\n');
  if (reader !== undefined) {
    const begins = cut(first, 40);
    quote(scene, `${head}: “${begins}” — as ${givenName(scene, reader)} read it`);
    return;
  }
  scene.read.set(id, as);
  quote(scene, `${head}:`);
  for (const line of text.split('\n')) quote(scene, `  ${line}`);
}

function quote({ screen }: Scene, line: string): void {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const hanging = `${indent}${/^ *- /.test(line) ? '  ' : ''}`;
  for (const part of wrapped(line, screen.width - 6, hanging)) screen.print(`    │ ${part}`.trimEnd());
}
