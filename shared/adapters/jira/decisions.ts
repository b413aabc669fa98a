import type { Decision, OpenedDecision } from '#shared/ports/ticket-system.ts';
import { readApprovals } from './approvals.ts';
import { compareIds, readChangelog } from './changelog.ts';
import { openByApproval, readByApproval } from './decision-by-approval.ts';
import { findByStatus, openByStatus, readByStatus } from './decision-by-status.ts';
import { findHead, type JiraSite, readServedHead } from './site.ts';

/**
 * Asks afresh for a decision, in the way the ticket's type is configured for.
 * @throws TicketSystemRefused when the ticket is gone or no longer served
 */
export async function openDecision(site: JiraSite, ticketId: string): Promise<OpenedDecision> {
  const head = await readServedHead(site, ticketId, 'asking for approval');
  const { approval } = head.type;
  return approval.mode === 'status' ? openByStatus(site, head, approval) : openByApproval(site, head, approval);
}

/**
 * The id of the newest approval or changelog entry, whichever its type is decided by: both only grow.
 * @throws TicketSystemRefused when the ticket is gone or no longer served
 */
export async function readDecisionMark(site: JiraSite, ticketId: string): Promise<string> {
  const head = await readServedHead(site, ticketId, 'asking for approval');
  const questions =
    head.type.approval.mode === 'status' ? await readChangelog(site, head.id) : await readApprovals(site, head.id);
  return questions?.at(-1)?.id ?? '0';
}

/** The newest question opened since a mark; null when there is none. */
export async function findDecision(
  site: JiraSite,
  ticketId: string,
  mark: string,
): Promise<{ handle: string; at: string } | null> {
  const head = await findHead(site, ticketId);
  const approval = head?.type?.approval;
  if (head === null || approval === undefined) return null;
  if (approval.mode === 'status') return findByStatus(site, head, approval, mark);
  const newest = (await readApprovals(site, head.id)).at(-1);
  return newest && compareIds(newest.id, mark) > 0 ? { handle: newest.id, at: newest.createdAt } : null;
}

/** Whether the ticket stands as approved now, whenever and whoever it was asked of. */
export async function isApprovedAlready(site: JiraSite, ticketId: string): Promise<boolean> {
  const head = await findHead(site, ticketId);
  const approval = head?.type?.approval;
  if (head === null || approval === undefined) return false;
  if (approval.mode === 'status') return head.statusId === approval.approvedStatusId;
  return (await readApprovals(site, head.id)).at(-1)?.finalDecision === 'approved';
}

/** What has been decided under this handle. A ticket that is gone or was moved answers nothing any more. */
export async function readDecision(site: JiraSite, ticketId: string, handle: string): Promise<Decision> {
  const head = await findHead(site, ticketId);
  if (head === null) return { state: 'lapsed', detail: 'the ticket is gone' };
  const approval = head.type?.approval;
  if (approval === undefined) return { state: 'lapsed', detail: 'the ticket was moved or retyped' };
  return approval.mode === 'status'
    ? readByStatus(site, head, approval, handle)
    : readByApproval(site, head, approval, handle);
}
