import { abandonApproval, openApproval, startApproval } from './approvals.ts';
import { record, systemChange } from './history.ts';
import { JiraFault } from './jira-fault.ts';
import type { Transition } from './model.ts';
import { isInGroup, isOnTeam } from './permissions.ts';
import type { Site } from './site.ts';
import type { HistoryItem, Issue } from './ticket.ts';

/**
 * The transitions this account may do now. While an approval is pending only those remain that the workflow leaves
 * open; a portal customer has only the ones shown on the portal, for their own request.
 */
export function possibleTransitions(site: Site, accountId: string, issue: Issue): Transition[] {
  const workflow = site.workflow(issue);
  const pending = openApproval(issue) !== undefined;
  const onTeam = isOnTeam(site, accountId, site.project(issue.projectKey));
  return workflow.transitions.filter((transition) => {
    const { from, to, id, onlyGroup, portal } = transition;
    if (from === 'any' ? to === issue.statusId : !from.includes(issue.statusId)) return false;
    if (pending && !workflow.approval?.mayLeave.includes(id)) return false;
    if (onlyGroup !== undefined && !isInGroup(site, accountId, onlyGroup)) return false;
    return onTeam || (portal === true && issue.reporter === accountId);
  });
}

/** Does a transition for an account. Throws 400 when it is unknown or not possible now: Jira says the same for both. */
export function transitionIssue(site: Site, accountId: string, issue: Issue, transitionId: string): void {
  const transition = possibleTransitions(site, accountId, issue).find(({ id }) => id === transitionId);
  if (transition === undefined) {
    throw new JiraFault(400, `Transition id '${transitionId}' is not valid for this issue.`);
  }
  executeTransition(site, accountId, issue, transition);
}

/** Carries a transition out without asking for permission: history, approval of the new status, event. */
export function executeTransition(site: Site, author: string, issue: Issue, transition: Transition): void {
  const items = [changeStatus(site, issue, transition.to)];
  if (transition.resolution !== undefined) items.push(...changeResolution(issue, transition.resolution));
  else if (site.status(transition.to).category !== 'done') items.push(...changeResolution(issue, null));
  const change = record(site, issue, author, items);
  startApproval(site, issue);
  site.onEvent({ webhookEvent: 'jira:issue_updated', typeName: 'issue_generic', actor: author, issue, change });
}

/** Puts the ticket into a status and returns the changelog item; an approval running in the old status is abandoned. */
export function changeStatus(site: Site, issue: Issue, statusId: string): HistoryItem {
  const before = site.status(issue.statusId);
  const after = site.status(statusId);
  abandonApproval(issue);
  issue.statusId = statusId;
  return systemChange('status', { id: before.id, text: before.name }, { id: after.id, text: after.name });
}

function changeResolution(issue: Issue, resolution: string | null): HistoryItem[] {
  if (issue.resolution === resolution) return [];
  const before = issue.resolution;
  issue.resolution = resolution;
  return [systemChange('resolution', { id: before, text: before }, { id: resolution, text: resolution })];
}
