import type { Decision, OpenedDecision } from '#shared/ports/ticket-system.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { type Approval, readApprovals } from './approvals.ts';
import { compareIds, readChangelog, statusChanges } from './changelog.ts';
import { personOf } from './people.ts';
import { type IssueHead, type JiraSite, statusName } from './site.ts';
import { moveTo, possibleTransitions, transition } from './transitions.ts';

/** Jira Service Management: every entry into the approval status makes a new approval. */
type JsmApproval = Extract<JiraTicketType['approval'], { mode: 'jsm' }>;

/**
 * What a handle stands for: one approval by its id, or any approval newer than one (`0`: than none). `answering` means
 * that this older one was waiting for an answer when we asked, in a status we could not leave.
 */
interface Question {
  readonly kind: 'this' | 'newer';
  readonly approvalId: string;
  readonly answering: boolean;
}

/**
 * Enters the approval status; the approval this makes is the handle. A ticket that is there already is led out and in
 * again, because the approval it waits for was asked for before the plan existed.
 */
export async function openByApproval(site: JiraSite, head: IssueHead, approval: JsmApproval): Promise<OpenedDecision> {
  const { approvalStatusId } = approval;
  const before = await readApprovals(site, head.id);
  const newest = before.at(-1);
  const byHand = async (instruct: (status: string) => string, answering = false): Promise<OpenedDecision> => ({
    opened: false,
    handle: `after:${newest?.id ?? '0'}${answering ? ':answering' : ''}`,
    at: site.now().toISOString(),
    instruction: instruct(await statusName(site, approvalStatusId)),
  });

  if (head.statusId === approvalStatusId && !(await leave(site, head, approvalStatusId, newest))) {
    return byHand(
      (status) =>
        `${head.key} is in ${status} since before this plan existed, and our account cannot move it. Please move it ` +
        'out of this status and back into it, and decide then. Where nobody can move it, answer the approval that is ' +
        'open: that answer does not count, but it ends the old question, and we ask again.',
      newest?.finalDecision === 'pending',
    );
  }
  if (!(await moveTo(site, head.id, [approvalStatusId]))) {
    return byHand((status) => `Please move ${head.key} to ${status} by hand; the approval that begins there counts.`);
  }
  const fresh = (await readApprovals(site, head.id)).findLast((one) => !before.some(({ id }) => id === one.id));
  if (fresh) return { opened: true, handle: fresh.id, at: fresh.createdAt };
  return byHand(
    (status) => `${head.key} is in ${status}, but Jira shows no approval there. Please check that approvers are set.`,
  );
}

/**
 * Leads the ticket out of the approval status, back to where it came from if that is possible.
 * While an approval is pending Jira offers nobody the two transitions that answer it; without one they would be among
 * the possible ones and cannot be told apart, so then only the way back is taken.
 */
async function leave(
  site: JiraSite,
  head: IssueHead,
  approvalStatusId: string,
  newest: Approval | undefined,
): Promise<boolean> {
  const ends = [...(head.type?.closedStatusIds ?? []), ...Object.values(head.type?.endStatusIds ?? {})];
  const ways = (await possibleTransitions(site, head.id)).filter(
    ({ to }) => to.id !== approvalStatusId && !to.isDone && !ends.includes(to.id),
  );
  const history = statusChanges((await readChangelog(site, head.id)) ?? []);
  const cameFrom = history.findLast((change) => change.to === approvalStatusId)?.from;
  const back = ways.find(({ to }) => to.id === cameFrom);
  const chosen = back ?? (newest?.finalDecision === 'pending' ? ways[0] : undefined);
  if (chosen === undefined) return false;
  await transition(site, head.id, chosen.id);
  return true;
}

/** Jira's own final decision rules; the list of approvers alone does not say how many were needed. */
export async function readByApproval(
  site: JiraSite,
  head: IssueHead,
  approval: JsmApproval,
  handle: string,
): Promise<Decision> {
  const question = parseHandle(handle);
  if (question === null) return { state: 'lapsed', detail: 'it was asked in another way' };
  const approvals = await readApprovals(site, head.id);
  const newer = approvals.filter((one) => compareIds(one.id, question.approvalId) > 0);
  const older = approvals.find((one) => one.id === question.approvalId);
  const asked = question.kind === 'this' ? older : newer.at(-1);
  const waiting = head.statusId === approval.approvalStatusId;

  if (asked === undefined) {
    if (question.kind === 'this') return { state: 'lapsed', detail: `approval ${question.approvalId} is gone` };
    if (!question.answering || (waiting && older?.finalDecision === 'pending')) return { state: 'pending' };
    return { state: 'lapsed', detail: 'the approval asked for before the plan existed is over' };
  }
  // A later approval of the same step takes this one back, whatever becomes of it; one of another step does not.
  const again = approvals.some((one) => compareIds(one.id, asked.id) > 0 && one.name === asked.name);
  if (again) return { state: 'lapsed', detail: 'approval was asked for once more' };
  if (asked.finalDecision !== 'pending') return decided(site, head, asked, asked.finalDecision);
  if (!waiting) return { state: 'lapsed', detail: `the ticket was moved to ${head.statusName} without an answer` };
  return { state: 'pending' };
}

async function decided(
  site: JiraSite,
  head: IssueHead,
  approval: Approval,
  decision: 'approved' | 'declined',
): Promise<Decision> {
  const deciding = approval.approvers.filter((one) => one.approverDecision === decision);
  const decidedBy = [];
  for (const { approver } of deciding) decidedBy.push(await personOf(site, approver));
  return {
    state: decision === 'approved' ? 'approved' : 'rejected',
    decidedBy,
    at: approval.completedAt ?? approval.createdAt,
    proof: `approval ${approval.id} of ${head.key}`,
  };
}

function parseHandle(handle: string): Question | null {
  const [, after, approvalId, answering] = /^(after:)?(\d+)(:answering)?$/.exec(handle) ?? [];
  if (approvalId === undefined) return null;
  return { kind: after === undefined ? 'this' : 'newer', approvalId, answering: answering !== undefined };
}
