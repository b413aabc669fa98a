import { record, systemChange } from './history.ts';
import { renderUser, type View } from './render-user.ts';
import type { Site } from './site.ts';
import type { Attachment, Issue } from './ticket.ts';
import { jiraTime } from './times.ts';

/** Adds a file. A name that is there already does not matter: both stay, each with its own id. */
export function attach(
  site: Site,
  author: string,
  issue: Issue,
  file: Pick<Attachment, 'filename' | 'mimeType' | 'content' | 'internal'>,
): Attachment {
  const attachment: Attachment = { id: site.nextId('attachment'), ...file, author, created: site.now() };
  issue.attachments.push(attachment);
  const none = { id: null, text: null };
  const named = { id: attachment.id, text: attachment.filename };
  const change = record(site, issue, author, [systemChange('attachment', none, named, 'Attachment')]);
  site.onEvent({ webhookEvent: 'attachment_created', actor: author, issue, attachment });
  site.onEvent({ webhookEvent: 'jira:issue_updated', typeName: 'issue_updated', actor: author, issue, change });
  return attachment;
}

/** Removes a file. */
export function detach(site: Site, author: string, issue: Issue, attachment: Attachment): void {
  issue.attachments.splice(issue.attachments.indexOf(attachment), 1);
  const none = { id: null, text: null };
  const named = { id: attachment.id, text: attachment.filename };
  const change = record(site, issue, author, [systemChange('attachment', named, none, 'Attachment')]);
  site.onEvent({ webhookEvent: 'jira:issue_updated', typeName: 'issue_updated', actor: author, issue, change });
}

/** The ticket and file with this attachment id. */
export function findAttachment(site: Site, id: string): { issue: Issue; attachment: Attachment } | undefined {
  for (const issue of site.issues.values()) {
    const attachment = issue.attachments.find((candidate) => candidate.id === id);
    if (attachment !== undefined) return { issue, attachment };
  }
  return undefined;
}

/** A file's description; `content` points at the site's own host, not at the API. */
export function renderAttachment(site: Site, attachment: Attachment, view: View): Record<string, unknown> {
  return {
    self: `${site.baseUrl}/rest/api/${view.version}/attachment/${attachment.id}`,
    id: attachment.id,
    filename: attachment.filename,
    author: renderUser(site, attachment.author, view),
    created: jiraTime(attachment.created, site.options.utcOffsetMinutes),
    size: attachment.content.length,
    mimeType: attachment.mimeType,
    content: `${site.baseUrl}/rest/api/${view.version}/attachment/content/${attachment.id}`,
  };
}
