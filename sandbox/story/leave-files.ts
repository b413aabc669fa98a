import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adfToText } from '../simulators/jira/adf-text.ts';
import { customText } from '../simulators/jira/custom-values.ts';
import type { Site } from '../simulators/jira/site.ts';
import type { Comment, Issue } from '../simulators/jira/ticket.ts';
import { identityTasksOf, type Scene, ticketOf } from './scene.ts';

/**
 * Leaves what the story made as files: ticket, identity tasks, attachments byte for byte, and the story as it was told.
 * What an earlier telling left there is removed.
 * @returns the names, relative to the folder
 */
export function leaveFiles(scene: Scene, folder: string): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names: string[] = [];
  const leave = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    names.push(name);
  };
  if (scene.ticketId !== undefined) {
    const { site } = scene.play.jira;
    const issue = ticketOf(scene);
    leave(`${issue.key}.md`, ticketText(site, issue));
    for (const task of identityTasksOf(scene)) leave(`${task.key}-identity-task.md`, ticketText(site, task));
    for (const { filename, content } of issue.attachments) leave(filename, content);
  }
  leave('story.txt', scene.screen.text);
  return names;
}

/** A ticket with every message, whoever may read it. */
function ticketText(site: Site, issue: Issue): string {
  const fields = site.issueType(issue).fields.flatMap((id) => {
    const field = site.customField(id);
    const value = field && customText(site, field, issue.custom.get(id) ?? null);
    return field && value ? [`- ${field.name}: ${value}`] : [];
  });
  return [
    `# ${issue.key} ${issue.summary}`,
    '',
    `- Status: ${site.status(issue.statusId).name}`,
    `- Reporter: ${site.account(issue.reporter).displayName}`,
    ...fields,
    '',
    adfToText(issue.description),
    ...issue.comments.flatMap((comment) => commentText(site, comment)),
    '',
  ].join('\n');
}

function commentText(site: Site, { author, body, created, internal, visibility }: Comment): string[] {
  const readers = internal ? 'agents only' : (visibility?.value ?? 'everybody on the ticket');
  const time = new Date(created).toISOString().slice(0, 16).replace('T', ' ');
  return ['', `## ${site.account(author).displayName}, ${time} UTC — for ${readers}`, '', adfToText(body)];
}
