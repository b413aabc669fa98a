import { describe, expect, it } from 'vitest';
import { runStep } from '#functions/common/run-step.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import { sweepTickets } from '#functions/sweep-tickets/handler.ts';
import { runSections } from '#shared/domain/run.ts';
import { StoredItemDamaged } from '#shared/errors.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { endEntries, recordLineOf } from './end-entries.ts';
import { plainly, playToWritten } from './story.ts';

const newDesk = desks();
const SECTIONS = Object.keys(runSections);

/** A run that has written, and what it remembers under this name cannot be read any more. */
async function damagedDesk(section: string) {
  const desk = await newDesk();
  await playToWritten(desk, plainly(desk));
  const ports = desk.invocation();
  const readSection: RequestStore['readSection'] = (key, name) =>
    name === section ? Promise.reject(new StoredItemDamaged({ item: name })) : ports.store.readSection(key, name);
  return { desk, ports: { ...ports, store: { ...ports.store, readSection } } };
}

const told = (desk: Desk) => desk.said().filter((text) => /^requester: .*Something broke on our side/s.test(text));

describe.each(SECTIONS)('a run whose “%s” is damaged', (section) => {
  it('is closed and told by ReportFailure', async () => {
    const { desk, ports } = await damagedDesk(section);
    await runStep('ReportFailure', reportFailure, ports, { ...desk.input, error: 'StoredItemDamaged' });
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
    expect(told(desk)).toHaveLength(1);
    expect(await endEntries(desk)).toMatchObject([{ end: 'failed' }]);
    expect(told(desk)[0]).toContain(await recordLineOf(desk));
  });

  it('is closed and told by the sweep where its execution is gone', async () => {
    const { desk, ports } = await damagedDesk(section);
    desk.advance(301);
    expect(await sweepTickets(ports)).toEqual({ failed: 0 });
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({ open: false, lastEnd: { end: 'failed' } });
    expect(told(desk)).toHaveLength(1);
    expect(await endEntries(desk)).toMatchObject([{ end: 'failed' }]);
    expect(told(desk)[0]).toContain(await recordLineOf(desk));
  });
});

it('does not record what nobody knows', async () => {
  const { desk, ports } = await damagedDesk('additions');
  await runStep('ReportFailure', reportFailure, ports, { ...desk.input, error: 'StoredItemDamaged' });
  expect(await endEntries(desk)).toMatchObject([{ approved: null, outcomes: null, error: 'StoredItemDamaged' }]);
});

it('does not say that nothing was changed where what was written cannot be read', async () => {
  const { desk, ports } = await damagedDesk('additions');
  await runStep('ReportFailure', reportFailure, ports, { ...desk.input, error: 'StoredItemDamaged' });
  expect(told(desk)[0]).toContain('is not known: IT has to look');
});
