import { renderAttachment } from './attachments.ts';
import { renderComment } from './comments.ts';
import { renderCutIssue, renderIssue } from './render-issue.ts';
import { renderUser, type View } from './render-user.ts';
import type { Site, SiteEvent } from './site.ts';

/**
 * The body a webhook carries: REST v2 shapes, no e-mail of anybody. `comment_created` names no `user` and has an issue
 * cut to a few fields; attachments come without their issue.
 */
export function webhookPayload(site: Site, event: SiteEvent): Record<string, unknown> {
  const view: View = { version: 2 };
  const { webhookEvent, issue, comment, attachment, change, property } = event;
  const base = { timestamp: site.now(), webhookEvent };
  const commented = comment && { comment: renderComment(site, issue, comment, view) };
  if (webhookEvent.startsWith('jira:issue_')) {
    return {
      ...base,
      issue_event_type_name: event.typeName,
      user: renderUser(site, event.actor, view),
      issue: renderIssue(site, issue, view),
      ...(change && { changelog: { id: change.id, items: change.items } }),
      ...commented,
    };
  }
  if (attachment !== undefined) return { ...base, attachment: renderAttachment(site, attachment, view) };
  return { ...base, ...commented, ...(property && { property }), issue: renderCutIssue(site, issue) };
}
