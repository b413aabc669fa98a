import * as z from 'zod';
import type { Route } from '../http-routes.ts';
import { adfFromText } from './adf.ts';
import { addComment } from './comments.ts';
import { textLimit, textTooLong } from './custom-values.ts';
import { decide } from './decisions.ts';
import { JiraFault } from './jira-fault.ts';
import { isOnTeam, seesComment, visibleRequest } from './permissions.ts';
import { renderApproval, renderRequest, renderRequestComment } from './render-request.ts';
import { bodyOf, type Call, jiraRoute, numberIn, param } from './route.ts';
import type { Site } from './site.ts';
import type { Approval } from './ticket.ts';

const base = '/rest/servicedeskapi/request/:issue';
const commentSchema = z.object({ body: z.string().min(1), public: z.boolean() });
const decisionSchema = z.object({ decision: z.enum(['approve', 'decline']) });

/** The service desk API: requests as their customers and agents see them. Every answer is 404 for other tickets. */
export function requestRoutes(site: Site): Route[] {
  return [
    jiraRoute(site, 'GET', base, (call) => {
      const issue = visibleRequest(site, call.me, param(call, 'issue'));
      return { status: 200, json: renderRequest(site, issue, call.view) };
    }),
    jiraRoute(site, 'GET', `${base}/comment`, (call) => ({ status: 200, json: listComments(call) })),
    jiraRoute(site, 'POST', `${base}/comment`, (call) => {
      const issue = visibleRequest(site, call.me, param(call, 'issue'));
      const { body, public: isPublic } = bodyOf(call, commentSchema);
      if (body.length > textLimit) throw new JiraFault(400, textTooLong);
      if (!isPublic && !isOnTeam(site, call.me, site.project(issue.projectKey))) {
        throw new JiraFault(403, 'Only agents may add internal comments.');
      }
      const comment = addComment(site, call.me, issue, { body: adfFromText(body), internal: !isPublic });
      return { status: 201, json: renderRequestComment(site, issue, comment, call.view) };
    }),
    jiraRoute(site, 'GET', `${base}/approval`, (call) => {
      const issue = visibleRequest(site, call.me, param(call, 'issue'));
      return { status: 200, json: page(call, issue.approvals, (one) => renderApproval(site, issue, one, call.view)) };
    }),
    jiraRoute(site, 'GET', `${base}/approval/:approval`, (call) => {
      const issue = visibleRequest(site, call.me, param(call, 'issue'));
      const approval = findApproval(issue.approvals, param(call, 'approval'));
      return { status: 200, json: renderApproval(site, issue, approval, call.view) };
    }),
    jiraRoute(site, 'POST', `${base}/approval/:approval`, (call) => {
      const issue = visibleRequest(site, call.me, param(call, 'issue'));
      const approval = findApproval(issue.approvals, param(call, 'approval'));
      decide(site, call.me, issue, approval, bodyOf(call, decisionSchema).decision);
      return { status: 200, json: renderApproval(site, issue, approval, call.view) };
    }),
  ];
}

/** Comments, public and internal ones unless `public=false` or `internal=false` leaves a kind out. */
function listComments(call: Call): Record<string, unknown> {
  const { site, me, request, view } = call;
  const issue = visibleRequest(site, me, param(call, 'issue'));
  const wanted = (kind: string) => request.query.get(kind) !== 'false';
  const comments = issue.comments.filter((comment) => {
    return seesComment(site, me, issue, comment) && wanted(comment.internal ? 'internal' : 'public');
  });
  return page(call, comments, (comment) => renderRequestComment(site, issue, comment, view));
}

function page<T>(call: Call, all: readonly T[], render: (item: T) => unknown): Record<string, unknown> {
  const start = numberIn(call, 'start', 0);
  const limit = numberIn(call, 'limit', 50, 100);
  const values = all.slice(start, start + limit).map((item) => render(item));
  const self = `${call.site.baseUrl}${call.request.path}`;
  return {
    size: values.length,
    start,
    limit,
    isLastPage: start + values.length >= all.length,
    _links: { self },
    values,
  };
}

function findApproval(approvals: readonly Approval[], id: string): Approval {
  const found = approvals.find((approval) => approval.id === id);
  if (found === undefined) throw new JiraFault(404, 'The approval does not exist.');
  return found;
}
