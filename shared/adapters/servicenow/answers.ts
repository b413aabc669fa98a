import type { Person } from '#shared/domain/ticket.ts';
import type { CatalogItem } from '#shared/stage.ts';
import type { ApproverRow } from './approver-rows.ts';
import { readLastChanges } from './last-change.ts';
import { findUserByName, personOf, readUser } from './people.ts';
import type { ServiceNowSite } from './site.ts';

/** What an approver row says, and by whose hand. */
export interface Answer {
  readonly row: ApproverRow;
  /** User name of whoever gave it. */
  readonly by: string;
  /** ISO. */
  readonly at: string;
  /** Another one when the answer is taken back and given again. */
  readonly proof: string;
}

/**
 * The answered ones among the rows of one question, the earliest first: a later answer must not change what was read of
 * an earlier one. Where the instance keeps the changes of rows, the one that answered tells hand and time, and what
 * happens to the row afterwards says nothing. Where it does not, only the last hand on the row is known: then any later
 * touch is another answer.
 * @param number of the record the rows are about
 */
export async function readAnswers(
  site: ServiceNowSite,
  number: string,
  rows: readonly ApproverRow[],
): Promise<readonly Answer[]> {
  const answered = rows.filter(({ state }) => state === 'approved' || state === 'rejected');
  const ids = answered.map(({ id }) => id);
  const changes = await readLastChanges(site, { table: 'sysapproval_approver', field: 'state' }, ids);
  const answers = answered.map((row): Answer => {
    const change = changes.get(row.id);
    const proof = `approver row ${row.id} of ${number}`;
    return change?.to === row.state
      ? { row, by: change.by, at: change.at, proof: `${proof}, change ${change.id}` }
      : { row, by: row.updatedBy, at: row.updatedAt, proof: `${proof}, version ${row.version}` };
  });
  return answers.toSorted((a, b) => a.at.localeCompare(b.at) || a.row.id.localeCompare(b.row.id));
}

/** Who stands behind an answer; null when it was given by another account than the approver's or a listed delegate's. */
export async function handsOf(
  site: ServiceNowSite,
  { delegates }: CatalogItem['approval'],
  { row, by }: Answer,
): Promise<{ decidedBy: readonly Person[]; inPlaceOf?: readonly Person[] } | null> {
  const approver = await personOf(site, row.approverId);
  if (await isHandOf(site, by, { id: approver.id, userName: row.approverUserName })) return { decidedBy: [approver] };
  for (const delegateId of delegates[row.approverId] ?? []) {
    const delegate = await readUser(site, delegateId);
    if (delegate === null) continue;
    const { userName, person } = delegate;
    if (await isHandOf(site, by, { id: person.id, userName })) return { decidedBy: [person], inPlaceOf: [approver] };
  }
  return null;
}

/** Records cut long user names: then nobody else's may begin so. */
async function isHandOf(
  site: ServiceNowSite,
  by: string,
  { id, userName }: { readonly id: string; readonly userName: string },
): Promise<boolean> {
  if (by === userName) return by !== '';
  return userName.startsWith(by) && (await findUserByName(site, by))?.person.id === id;
}
