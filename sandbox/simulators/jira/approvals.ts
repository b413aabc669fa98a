import { userIdsOf } from './custom-values.ts';
import type { Site } from './site.ts';
import type { Approval, Issue } from './ticket.ts';

/** The approval that can be answered now, if the ticket waits for one. */
export function openApproval(issue: Issue): Approval | undefined {
  return issue.approvals.findLast((approval) => approval.open);
}

/**
 * Called when a ticket has come into a status. In an approval status a *new* approval begins, and its approvers get
 * their mail at once: they may answer before anybody has put a plan on the ticket.
 */
export function startApproval(site: Site, issue: Issue): void {
  const step = site.workflow(issue).approval;
  if (step === undefined || step.status !== issue.statusId) return;
  const approval: Approval = {
    id: site.nextId('approval'),
    name: site.status(step.status).name,
    created: site.now(),
    finalDecision: 'pending',
    open: true,
    approvers: [],
  };
  issue.approvals.push(approval);
  syncApprovers(site, issue);
}

/** Called when a ticket has left a status: an undecided approval can no longer be answered. It stays pending for ever. */
export function abandonApproval(issue: Issue): void {
  const approval = openApproval(issue);
  if (approval !== undefined) approval.open = false;
}

/** Brings a running approval in line with the approvers field; whoever is new in it gets a mail. */
export function syncApprovers(site: Site, issue: Issue): void {
  const approval = openApproval(issue);
  const step = site.workflow(issue).approval;
  if (approval === undefined || step === undefined) return;
  const wanted = userIdsOf(issue.custom.get(step.approversField) ?? null);
  const kept = approval.approvers.filter((entry) => entry.decision !== 'pending' || wanted.includes(entry.accountId));
  const added = wanted.filter((accountId) => !kept.some((entry) => entry.accountId === accountId));
  approval.approvers.splice(0, Infinity, ...kept);
  for (const accountId of added) {
    approval.approvers.push({ accountId, decision: 'pending' });
    const subject = `${issue.key} ${issue.summary}: your approval is needed`;
    site.mails.push({ to: accountId, subject, issueKey: issue.key, approvalId: approval.id, at: site.now() });
  }
}
