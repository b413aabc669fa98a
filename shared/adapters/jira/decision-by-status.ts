import type { Decision, OpenedDecision } from '#shared/ports/ticket-system.ts';
import type { JiraTicketType } from '#shared/stage.ts';
import { type ChangelogEntry, compareIds, readChangelog, statusChanges } from './changelog.ts';
import { personOf } from './people.ts';
import { type IssueHead, type JiraSite, statusName } from './site.ts';
import { moveTo } from './transitions.ts';

/** Plain Jira: a person moves the ticket from the gate status to approved or rejected. */
type StatusApproval = Extract<JiraTicketType['approval'], { mode: 'status' }>;

/**
 * Moves the ticket into the gate. The handle is the changelog id after which a move counts: our own entry into the
 * gate, or the newest entry there is when the ticket waits in the gate already.
 */
export async function openByStatus(site: JiraSite, head: IssueHead, approval: StatusApproval): Promise<OpenedDecision> {
  const { gateStatusId } = approval;
  const before = await readHistory(site, head);
  const handle = newestId(before);
  const at = site.now().toISOString();
  if (statusIn(before, head) === gateStatusId) return { opened: true, handle, at };
  if (!(await moveTo(site, head.id, [gateStatusId]))) {
    const gate = await statusName(site, gateStatusId);
    const instruction = `Please move ${head.key} to ${gate} by hand, and decide it from there.`;
    return { opened: false, handle, at, instruction };
  }
  const after = await readHistory(site, head);
  const entered = statusChanges(after).findLast((change) => change.to === gateStatusId)?.entry;
  return { opened: true, handle: entered?.id ?? newestId(after), at: entered?.created ?? at };
}

/** Our own newest move into the gate since a mark (a changelog id); what was decided after it counts. */
export async function findByStatus(
  site: JiraSite,
  head: IssueHead,
  { gateStatusId }: StatusApproval,
  mark: string,
): Promise<{ handle: string; at: string } | null> {
  const entered = statusChanges(await readHistory(site, head))
    .filter(({ entry, to }) => to === gateStatusId && entry.author?.accountId === site.stage.ownAccountId)
    .at(-1)?.entry;
  return entered && compareIds(entered.id, mark) > 0 ? { handle: entered.id, at: entered.created } : null;
}

/**
 * What was decided after the handle. The first move into approved or rejected is the decision, wherever the ticket goes
 * from there: a workflow may move an approved ticket on. A later move into the gate or into rejected takes it back.
 * Everything comes from one answer, the changelog, so that it cannot contradict itself.
 */
export async function readByStatus(
  site: JiraSite,
  head: IssueHead,
  approval: StatusApproval,
  handle: string,
): Promise<Decision> {
  if (!/^\d+$/.test(handle)) return { state: 'lapsed', detail: 'it was asked in another way' };
  const since = statusChanges(await readHistory(site, head)).filter(({ entry }) => compareIds(entry.id, handle) > 0);
  const asked = since.findLastIndex(({ to }) => to === approval.gateStatusId);
  const answers = since.slice(asked + 1);
  const decision =
    answers.find(({ to }) => to === approval.rejectedStatusId) ??
    answers.find(({ to }) => to === approval.approvedStatusId);
  const [strayed] = answers;
  if (decision === undefined) {
    if (strayed === undefined) return { state: 'pending' };
    return { state: 'lapsed', detail: `the ticket was moved to ${await statusName(site, strayed.to ?? '')}` };
  }
  return {
    state: decision.to === approval.approvedStatusId ? 'approved' : 'rejected',
    decidedBy: [await personOf(site, decision.entry.author)],
    at: decision.entry.created,
    proof: `changelog entry ${decision.entry.id} of ${head.key}`,
  };
}

async function readHistory(site: JiraSite, head: IssueHead): Promise<readonly ChangelogEntry[]> {
  return (await readChangelog(site, head.id)) ?? [];
}

function newestId(history: readonly ChangelogEntry[]): string {
  return history.at(-1)?.id ?? '0';
}

/** A ticket that never changed its status has it from its creation. */
function statusIn(history: readonly ChangelogEntry[], head: IssueHead): string | null {
  const last = statusChanges(history).at(-1);
  return last === undefined ? head.statusId : last.to;
}
