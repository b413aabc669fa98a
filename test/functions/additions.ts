import { expect } from 'vitest';
import { addMember } from '#functions/add-member/handler.ts';
import { storedResults } from '#functions/common/results.ts';
import { confirmAdditions } from '#functions/confirm-additions/handler.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import type { Group } from '#shared/domain/group.ts';
import type { Desk } from '#test/builders/desk.ts';
import { plainly, playToApproval } from './story.ts';

/** A desk whose request was approved. */
export async function approvedDesk(newDesk: () => Promise<Desk>): Promise<Desk> {
  const desk = await newDesk();
  await playToApproval(desk, plainly(desk));
  return desk;
}

/** A desk whose additions are ready to be written. */
export async function preparedDesk(newDesk: () => Promise<Desk>): Promise<Desk> {
  const desk = await approvedDesk(newDesk);
  expect(await prepare(desk)).toMatchObject({ next: 'write', chunks: [1] });
  return desk;
}

export const prepare = (desk: Desk) => prepareAdditions(desk.invocation())(desk.input);
export const add = (desk: Desk, chunk = 1) => addMember(desk.invocation())({ ...desk.input, chunk });
export const confirm = (desk: Desk) => confirmAdditions(desk.invocation())(desk.input);
/** Results so far, one text each. */
export const results = async (desk: Desk) =>
  (await storedResults(desk.ports, desk.key)).map(({ groupId, result, reason }) =>
    reason === null ? `${groupId} ${result}` : `${groupId} ${result}: ${reason}`,
  );

export function group(desk: Desk, id: string): Group {
  const found = desk.directory.account.groups.find((one) => one.id === id);
  if (found === undefined) throw new Error('no such group');
  return found;
}

export function removeMember(desk: Desk, groupId: string, memberId: string): void {
  const { members } = group(desk, groupId);
  members.splice(
    members.findIndex(({ id }) => id === memberId),
    1,
  );
}
