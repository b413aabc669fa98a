import type { AdfDocument } from './adf.ts';
import { adfToText } from './adf-text.ts';
import { touch } from './history.ts';
import { renderUser, type View } from './render-user.ts';
import type { Site } from './site.ts';
import type { Comment, Issue, Visibility } from './ticket.ts';
import { jiraTime } from './times.ts';

/** A comment to be written; everything is checked already. */
export interface CommentDraft {
  readonly body: AdfDocument;
  /** Missing means public: on a service desk every comment is, unless it was marked. */
  readonly internal?: boolean;
  readonly visibility?: Visibility;
  readonly properties?: ReadonlyMap<string, unknown>;
}

/** Writes a comment. One comment raises two events: `comment_created` and an update of the ticket. */
export function addComment(site: Site, author: string, issue: Issue, draft: CommentDraft): Comment {
  const comment: Comment = {
    id: site.nextId('comment'),
    author,
    body: draft.body,
    created: site.now(),
    internal: draft.internal ?? false,
    ...(draft.visibility && { visibility: draft.visibility }),
    properties: new Map(draft.properties),
  };
  issue.comments.push(comment);
  touch(site, issue);
  site.onEvent({ webhookEvent: 'comment_created', actor: author, issue, comment });
  site.onEvent({
    webhookEvent: 'jira:issue_updated',
    typeName: 'issue_commented',
    actor: author,
    issue,
    comment,
  });
  return comment;
}

/** Changes the text of a comment: whoever edits it last is its `updateAuthor`. */
export function editComment(site: Site, editor: string, issue: Issue, comment: Comment, body: AdfDocument): void {
  comment.body = body;
  comment.edited = { by: editor, at: site.now() };
  touch(site, issue);
  site.onEvent({ webhookEvent: 'comment_updated', actor: editor, issue, comment });
  site.onEvent({
    webhookEvent: 'jira:issue_updated',
    typeName: 'issue_comment_edited',
    actor: editor,
    issue,
    comment,
  });
}

/** Removes a comment. */
export function deleteComment(site: Site, author: string, issue: Issue, comment: Comment): void {
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  touch(site, issue);
  site.onEvent({ webhookEvent: 'comment_deleted', actor: author, issue, comment });
}

/** A comment as the platform API gives it: a document in version 3, text in version 2. */
export function renderComment(site: Site, issue: Issue, comment: Comment, view: View): Record<string, unknown> {
  const author = renderUser(site, comment.author, view);
  const { by = comment.author, at = comment.created } = comment.edited ?? {};
  return {
    self: `${site.baseUrl}/rest/api/${view.version}/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author,
    body: view.version === 3 ? comment.body : adfToText(comment.body),
    updateAuthor: renderUser(site, by, view),
    created: jiraTime(comment.created, site.options.utcOffsetMinutes),
    updated: jiraTime(at, site.options.utcOffsetMinutes),
    ...(comment.visibility && { visibility: comment.visibility }),
    jsdPublic: !comment.internal,
  };
}

/** The `properties` part of a comment, for `expand=properties`. */
export function renderCommentProperties(comment: Comment): { key: string; value: unknown }[] {
  return [...comment.properties].map(([key, value]) => ({ key, value }));
}
