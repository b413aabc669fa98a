import { givenName, type Office, type PersonName } from '../story/office/office.ts';
import type { TicketView } from '../story/office/records.ts';
import type { Screen } from '../story/screen.ts';
import { withoutTables } from '../story/table-lines.ts';
import { wrapped } from '../story/wrap.ts';

/** Shows a ticket as somebody sees it. */
export function showTicket(screen: Screen, office: Office, name: PersonName, view: TicketView): void {
  screen.say(
    `${view.key} as ${givenName(office, name)} sees it: ${view.summary}; status “${view.status}”`,
    'strong',
    '  ',
  );
  for (const [label, value] of Object.entries(view.fields)) if (value !== null) quote(screen, `${label}: ${value}`);
  if (view.description !== '') for (const line of withoutTables(view.description)) quote(screen, line);
  for (const { author, at, internal, text } of view.comments) {
    quote(screen, '');
    quote(screen, `${author}, ${new Date(at).toTimeString().slice(0, 8)}${internal ? ' (internal)' : ''}`);
    for (const line of withoutTables(text)) quote(screen, `  ${line}`);
  }
  if (view.attachments.length > 0) {
    quote(screen, '');
    quote(screen, `Files: ${view.attachments.map(({ filename }) => filename).join(', ')}`);
  }
  for (const { key, status } of view.subtasks) quote(screen, `${office.childName}: ${key}, status “${status}”`);
}

function quote(screen: Screen, line: string): void {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const hanging = `${indent}${/^ *- /.test(line) ? '  ' : ''}`;
  for (const part of wrapped(line, screen.width - 4, hanging)) screen.print(`  │ ${part}`.trimEnd());
}
