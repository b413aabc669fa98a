import { JiraFault } from './jira-fault.ts';
import type { Site } from './site.ts';
import type { Approval, Issue } from './ticket.ts';
import { executeTransition } from './transitions.ts';

/** What an approver answers. */
export type Decision = 'approve' | 'decline';

/**
 * One approver's answer. One refusal declines; enough agreements approve; then the configured transition runs by itself.
 * A single vote that decides nothing leaves no trace in the changelog and raises no event.
 * @throws {JiraFault} 403 for whoever is no approver of it, 409 when it was answered or is over.
 */
export function decide(site: Site, accountId: string, issue: Issue, approval: Approval, decision: Decision): void {
  const mine = approval.approvers.find((entry) => entry.accountId === accountId);
  if (mine === undefined) throw new JiraFault(403, 'You are not an approver of this approval.');
  if (!approval.open || mine.decision !== 'pending') {
    throw new JiraFault(409, 'The approval has already been completed or answered.');
  }
  mine.decision = decision === 'approve' ? 'approved' : 'declined';
  const outcome = outcomeOf(site, issue, approval);
  if (outcome !== 'pending') complete(site, accountId, issue, approval, outcome);
}

function outcomeOf(site: Site, issue: Issue, approval: Approval): Approval['finalDecision'] {
  if (approval.approvers.some((entry) => entry.decision === 'declined')) return 'declined';
  const approved = approval.approvers.filter((entry) => entry.decision === 'approved').length;
  const required = site.workflow(issue).approval?.required ?? 'all';
  return approved >= (required === 'all' ? approval.approvers.length : required) ? 'approved' : 'pending';
}

function complete(
  site: Site,
  accountId: string,
  issue: Issue,
  approval: Approval,
  outcome: 'approved' | 'declined',
): void {
  approval.finalDecision = outcome;
  approval.completed = site.now();
  approval.open = false;
  const workflow = site.workflow(issue);
  const step = workflow.approval;
  const wanted = outcome === 'approved' ? step?.onApprove : step?.onDecline;
  const transition = workflow.transitions.find(({ id }) => id === wanted);
  if (step === undefined || transition === undefined) return;
  const author = step.decisionAuthor === 'approver' ? accountId : step.decisionAuthor;
  executeTransition(site, author, issue, transition);
}
