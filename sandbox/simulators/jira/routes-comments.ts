import type { Route } from '../http-routes.ts';
import { commentSchema, readComment } from './comment-input.ts';
import { addComment, deleteComment, renderComment, renderCommentProperties } from './comments.ts';
import { JiraFault } from './jira-fault.ts';
import { seesComment, visibleIssue } from './permissions.ts';
import { bodyOf, type Call, jiraRoute, listIn, numberIn, param } from './route.ts';
import type { Site } from './site.ts';
import type { Comment, Issue } from './ticket.ts';

/** Comments of the platform API, their properties included. */
export function commentRoutes(site: Site): Route[] {
  return [
    jiraRoute(site, 'GET', '/rest/api/3/issue/:issue/comment', (call) => ({ status: 200, json: listComments(call) })),
    jiraRoute(site, 'POST', '/rest/api/3/issue/:issue/comment', (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const comment = addComment(site, call.me, issue, readComment(site, call.me, issue, bodyOf(call, commentSchema)));
      return { status: 201, json: renderComment(site, issue, comment, call.view) };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/issue/:issue/comment/:comment', (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const comment = visibleComment(call, issue, param(call, 'comment'));
      return { status: 200, json: renderComment(site, issue, comment, call.view) };
    }),
    jiraRoute(site, 'DELETE', '/rest/api/3/issue/:issue/comment/:comment', (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const comment = visibleComment(call, issue, param(call, 'comment'));
      if (comment.author !== call.me)
        throw new JiraFault(400, 'You do not have the permission to delete this comment.');
      deleteComment(site, call.me, issue, comment);
      return { status: 204 };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/comment/:comment/properties/:key', (call) => {
      const id = param(call, 'comment');
      const found = [...site.issues.values()].find((issue) => issue.comments.some((comment) => comment.id === id));
      if (found === undefined) throw commentNotFound(id);
      const comment = visibleComment(call, visibleIssue(site, call.me, found.id), id);
      const key = param(call, 'key');
      if (!comment.properties.has(key)) throw new JiraFault(404, `The property '${key}' does not exist.`);
      return { status: 200, json: { key, value: comment.properties.get(key) } };
    }),
  ];
}

function listComments(call: Call): Record<string, unknown> {
  const { site, me, request, view } = call;
  const issue = visibleIssue(site, me, param(call, 'issue'));
  const orderBy = request.query.get('orderBy') ?? 'created';
  if (!/^[+ -]?created$/.test(orderBy)) throw new JiraFault(400, `Invalid orderBy: ${orderBy}`);
  const seen = issue.comments.filter((comment) => seesComment(site, me, issue, comment));
  const ordered = orderBy.startsWith('-') ? seen.toReversed() : seen;
  const startAt = numberIn(call, 'startAt', 0);
  const maxResults = numberIn(call, 'maxResults', 100, 100);
  const withProperties = listIn(call, 'expand').includes('properties');
  const comments = ordered.slice(startAt, startAt + maxResults).map((comment) => ({
    ...renderComment(site, issue, comment, view),
    ...(withProperties && { properties: renderCommentProperties(comment) }),
  }));
  return { startAt, maxResults, total: seen.length, comments };
}

function visibleComment(call: Call, issue: Issue, id: string): Comment {
  const comment = issue.comments.find((candidate) => candidate.id === id);
  if (comment === undefined || !seesComment(call.site, call.me, issue, comment)) throw commentNotFound(id);
  return comment;
}

function commentNotFound(id: string): JiraFault {
  return new JiraFault(404, `Can not find a comment for the id: ${id}.`);
}
