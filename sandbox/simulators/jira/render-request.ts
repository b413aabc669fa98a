import { adfToText } from './adf-text.ts';
import { customText } from './custom-values.ts';
import { renderUser, type View } from './render-user.ts';
import type { Site } from './site.ts';
import type { Approval, Comment, Issue } from './ticket.ts';
import { serviceDeskTime } from './times.ts';

/** A request as the service desk API gives it: values are text, fields that are not on the form are left out. */
export function renderRequest(site: Site, issue: Issue, view: View): Record<string, unknown> {
  const status = site.status(issue.statusId);
  const custom = site.issueType(issue).fields.flatMap((fieldId) => {
    const field = site.customField(fieldId);
    const value = issue.custom.get(fieldId) ?? null;
    return field && value !== null ? [{ fieldId, label: field.name, value: customText(site, field, value) }] : [];
  });
  const description = issue.description && {
    fieldId: 'description',
    label: 'Description',
    value: adfToText(issue.description),
  };
  return {
    issueId: issue.id,
    issueKey: issue.key,
    requestTypeId: issue.requestTypeId,
    serviceDeskId: site.project(issue.projectKey).id,
    createdDate: time(site, issue.created),
    reporter: renderUser(site, issue.reporter, view),
    requestFieldValues: [
      { fieldId: 'summary', label: 'Summary', value: issue.summary },
      ...(description ? [description] : []),
      ...custom,
    ],
    currentStatus: {
      status: status.name,
      statusCategory: status.category.toUpperCase(),
      statusDate: time(site, lastStatusChange(issue)),
    },
    _links: { self: `${site.baseUrl}/rest/servicedeskapi/request/${issue.id}` },
  };
}

function lastStatusChange(issue: Issue): number {
  const last = issue.history.findLast((entry) => entry.items.some((item) => item.fieldId === 'status'));
  return last?.created ?? issue.created;
}

/** One approval. Times are those of the whole approval: nothing tells when a single approver answered. */
export function renderApproval(site: Site, issue: Issue, approval: Approval, view: View): Record<string, unknown> {
  const mine = approval.approvers.find((entry) => entry.accountId === view.viewer);
  return {
    id: approval.id,
    name: approval.name,
    finalDecision: approval.finalDecision,
    canAnswerApproval: approval.open && mine?.decision === 'pending',
    approvers: approval.approvers.map(({ accountId, decision }) => ({
      approver: renderUser(site, accountId, view),
      approverDecision: decision,
    })),
    createdDate: time(site, approval.created),
    ...(approval.completed !== undefined && { completedDate: time(site, approval.completed) }),
    _links: { self: `${site.baseUrl}/rest/servicedeskapi/request/${issue.id}/approval/${approval.id}` },
  };
}

/** A comment as the service desk API gives it. */
export function renderRequestComment(site: Site, issue: Issue, comment: Comment, view: View): Record<string, unknown> {
  return {
    id: comment.id,
    body: adfToText(comment.body),
    public: !comment.internal,
    author: renderUser(site, comment.author, view),
    created: time(site, comment.created),
    _links: { self: `${site.baseUrl}/rest/servicedeskapi/request/${issue.id}/comment/${comment.id}` },
  };
}

function time(site: Site, ms: number): Record<string, string | number> {
  return serviceDeskTime(ms, site.options.utcOffsetMinutes);
}
