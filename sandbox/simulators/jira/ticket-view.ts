import { adfToText } from './adf-text.ts';
import { openApproval } from './approvals.ts';
import { customText } from './custom-values.ts';
import { issueNotFound } from './jira-fault.ts';
import { isOnTeam, seesComment, seesRequest } from './permissions.ts';
import type { Site } from './site.ts';
import type { Issue } from './ticket.ts';

/** A ticket as one person sees it on the screen. */
export interface TicketView {
  readonly key: string;
  /** True for the customer portal, false for Jira itself. */
  readonly portal: boolean;
  readonly summary: string;
  readonly status: string;
  readonly statusId: string;
  readonly description: string;
  /** By label; null where nothing was entered. */
  readonly fields: Readonly<Record<string, string | null>>;
  readonly comments: readonly {
    readonly id: string;
    readonly author: string;
    readonly text: string;
    readonly internal: boolean;
    readonly at: number;
  }[];
  readonly attachments: readonly { readonly id: string; readonly filename: string; readonly size: number }[];
  /** Never shown on the portal. */
  readonly subtasks: readonly { readonly key: string; readonly summary: string; readonly status: string }[];
  /** Labels; the portal shows none. */
  readonly marks: readonly string[];
  /** The running approval, with whether this person may answer it. */
  readonly approval?: { readonly id: string; readonly approvers: readonly string[]; readonly mayAnswer: boolean };
}

/**
 * What this person sees. On the portal: public comments, the form, the status and every file but internal ones (whether
 * files added through the platform API show up there is not documented, so the worst is assumed).
 * @throws {JiraFault} 404 when they may not see the ticket at all.
 */
export function viewTicket(site: Site, accountId: string, key: string): TicketView {
  const issue = site.findIssue(key);
  const onTeam = issue !== undefined && isOnTeam(site, accountId, site.project(issue.projectKey));
  if (issue === undefined || !(onTeam || seesRequest(site, accountId, issue))) throw issueNotFound();
  const approval = approvalOf(site, accountId, issue);
  return {
    key: issue.key,
    portal: !onTeam,
    summary: issue.summary,
    status: site.status(issue.statusId).name,
    statusId: issue.statusId,
    description: adfToText(issue.description),
    fields: fieldsOf(site, issue),
    comments: issue.comments
      .filter((comment) => seesComment(site, accountId, issue, comment))
      .map(({ id, author, body, internal, created }) => {
        return { id, author: site.account(author).displayName, text: adfToText(body), internal, at: created };
      }),
    attachments: issue.attachments
      .filter(({ internal }) => onTeam || internal !== true)
      .map(({ id, filename, content }) => ({ id, filename, size: content.length })),
    subtasks: onTeam
      ? site.subtasks(issue).map((child) => {
          return { key: child.key, summary: child.summary, status: site.status(child.statusId).name };
        })
      : [],
    marks: onTeam ? [...issue.labels] : [],
    ...(approval && { approval }),
  };
}

function fieldsOf(site: Site, issue: Issue): Record<string, string | null> {
  const entries = site.issueType(issue).fields.flatMap((id) => {
    const field = site.customField(id);
    return field ? [[field.name, customText(site, field, issue.custom.get(id) ?? null)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function approvalOf(site: Site, accountId: string, issue: Issue): TicketView['approval'] {
  const approval = openApproval(issue);
  if (approval === undefined) return undefined;
  const mine = approval.approvers.find((entry) => entry.accountId === accountId);
  return {
    id: approval.id,
    approvers: approval.approvers.map((entry) => site.account(entry.accountId).displayName),
    mayAnswer: mine?.decision === 'pending',
  };
}
