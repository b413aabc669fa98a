import { expect, it } from 'vitest';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, openDesk } from './desk.ts';

function labelsOf(desk: Desk, id: string): readonly string[] {
  return desk.jira.site.findIssue(id)?.labels ?? [];
}

it('labels a ticket with the verdict, in place of the one before, and leaves the labels of others', async () => {
  await using desk = await openDesk();
  const id = desk.file('DBX');
  desk.jira.site.findIssue(id)?.labels.push('quarter-end', 'access-desk-by-hand');
  await desk.tickets.markVerdict(id, 'CLEAN');
  expect(labelsOf(desk, id)).toEqual(['quarter-end', 'access-desk-by-hand', 'access-desk-clean']);
  await desk.tickets.markVerdict(id, 'LOOK CLOSER');
  await desk.tickets.markVerdict(id, 'LOOK CLOSER');
  expect(labelsOf(desk, id)).toEqual(['quarter-end', 'access-desk-by-hand', 'access-desk-look-closer']);
  await desk.tickets.markVerdict(id, null);
  expect(labelsOf(desk, id)).toEqual(['quarter-end', 'access-desk-by-hand']);
});

it('says when it may not, and when Jira does not answer', async () => {
  await using desk = await openDesk();
  const id = desk.file('DBX');
  desk.jira.faults.add({ match: { method: 'PUT' }, fault: { kind: 'answer', status: 403, text: '{}' } });
  await expect(desk.tickets.markVerdict(id, 'CLEAN')).rejects.toThrow(TicketSystemRefused);
  await expect(desk.tickets.markVerdict('99999', 'CLEAN')).rejects.toThrow(TicketSystemRefused);
  desk.jira.faults.add({ match: { method: 'PUT' }, fault: { kind: 'resetBefore' } });
  await expect(desk.tickets.markVerdict(id, 'CLEAN')).rejects.toThrow(TicketSystemUnavailable);
});
