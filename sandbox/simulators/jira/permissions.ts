import { issueNotFound } from './jira-fault.ts';
import type { Project } from './model.ts';
import type { Site } from './site.ts';
import type { Comment, Issue } from './ticket.ts';

/** Whether the account is in the group with this id. */
export function isInGroup(site: Site, accountId: string, groupId: string): boolean {
  return site.groups.some((group) => group.id === groupId && group.members.includes(accountId));
}

/** Whether the account holds the project role, itself or through a group. */
export function hasRole(site: Site, accountId: string, project: Project, roleName: string): boolean {
  const role = project.roles.find((candidate) => candidate.name === roleName);
  if (role === undefined) return false;
  return role.accounts.includes(accountId) || role.groups.some((group) => isInGroup(site, accountId, group));
}

/**
 * Whether the account works in the project through Jira itself. On a service desk these are its agents:
 * customers reach their own requests through the portal only.
 */
export function isOnTeam(site: Site, accountId: string, project: Project): boolean {
  const account = site.account(accountId);
  return account.active && account.accountType !== 'customer' && hasRole(site, accountId, project, project.teamRole);
}

/** Whether the account sees the ticket as a request on the portal: agents, the reporter, whoever approves it. */
export function seesRequest(site: Site, accountId: string, issue: Issue): boolean {
  const project = site.project(issue.projectKey);
  if (project.kind !== 'service_desk' || issue.requestTypeId === undefined) return false;
  if (isOnTeam(site, accountId, project) || issue.reporter === accountId) return true;
  return issue.approvals.some((approval) => approval.approvers.some((entry) => entry.accountId === accountId));
}

/** The ticket, as the platform API finds it for this account. Throws the 404 that hides what may not be seen. */
export function visibleIssue(site: Site, accountId: string, idOrKey: string): Issue {
  const issue = site.findIssue(idOrKey);
  if (issue === undefined || !isOnTeam(site, accountId, site.project(issue.projectKey))) throw issueNotFound();
  return issue;
}

/** The ticket, as the portal finds it for this account. Throws 404 for everything that is no request or not theirs. */
export function visibleRequest(site: Site, accountId: string, idOrKey: string): Issue {
  const issue = site.findIssue(idOrKey);
  if (issue === undefined || !seesRequest(site, accountId, issue)) throw issueNotFound();
  return issue;
}

/** Whether the account sees the comment, once it sees the ticket. */
export function seesComment(site: Site, accountId: string, issue: Issue, comment: Comment): boolean {
  const project = site.project(issue.projectKey);
  if (!isOnTeam(site, accountId, project)) return !comment.internal && comment.visibility === undefined;
  const { visibility } = comment;
  if (visibility === undefined) return true;
  return visibility.type === 'role'
    ? hasRole(site, accountId, project, visibility.value)
    : isInGroup(site, accountId, visibility.identifier);
}
