import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message, TaskRecord, TicketRecord } from './office/records.ts';
import { type Scene, ticketOf } from './scene.ts';

/** The audit record of the ticket, for `npm run audit`. */
const RECORD = 'record.jsonl';

/**
 * Leaves what the story made as files: ticket, identity tasks, attachments byte for byte, audit record, and the story as it was told.
 * What an earlier telling left there is removed.
 * @returns the names, relative to the folder
 */
export function leaveFiles(scene: Scene, folder: string, audit: readonly string[]): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  const leave = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    names.push(name);
  };
  if (scene.ticketId !== undefined) {
    const ticket = ticketOf(scene);
    leave(`${ticket.key}.md`, ticketText(ticket));
    for (const task of ticket.tasks) leave(`${task.key}-identity-task.md`, taskText(task));
    for (const { files } of [ticket, ...ticket.tasks]) {
      for (const { filename, content } of files) leave(filename, content);
    }
  }
  if (audit.length > 0) leave(RECORD, `${audit.join('\n')}\n`);
  leave('story.txt', scene.screen.text);
  return names;
}

function ticketText(ticket: TicketRecord): string {
  const fields = Object.entries(ticket.fields).flatMap(([label, value]) => (value ? [`- ${label}: ${value}`] : []));
  return recordText(ticket, [`- Requester: ${ticket.requester}`, ...fields]);
}

function taskText(task: TaskRecord): string {
  return recordText(task, []);
}

/** With every message, whoever may read it. */
function recordText(
  { key, summary, status, description, messages }: TicketRecord | TaskRecord,
  facts: readonly string[],
): string {
  const head = [`# ${key} ${summary}`, '', `- Status: ${status}`, ...facts, '', description];
  return [...head, ...messages.flatMap(messageText), ''].join('\n');
}

function messageText({ author, at, readers, text }: Message): string[] {
  const time = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return ['', `## ${author}, ${time} UTC — for ${readers}`, '', text];
}
