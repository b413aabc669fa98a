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

/** Status and history come from one answer, the changelog, so that they cannot contradict each other. */
export async function readByStatus(
  site: JiraSite,
  head: IssueHead,
  approval: StatusApproval,
  handle: string,
): Promise<Decision> {
  if (!/^\d+$/.test(handle)) return { state: 'lapsed', detail: 'it was asked in another way' };
  const history = await readHistory(site, head);
  const last = statusChanges(history).findLast(({ entry }) => compareIds(entry.id, handle) > 0);
  if (last === undefined || last.to === approval.gateStatusId) return { state: 'pending' };
  const { approvedStatusId, rejectedStatusId } = approval;
  if (last.to !== approvedStatusId && last.to !== rejectedStatusId) {
    return { state: 'lapsed', detail: `the ticket was moved to ${await statusName(site, last.to ?? '')}` };
  }
  return {
    state: last.to === approvedStatusId ? 'approved' : 'rejected',
    decidedBy: [await personOf(site, last.entry.author)],
    at: last.entry.created,
    proof: `changelog entry ${last.entry.id} of ${head.key}`,
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
