import { executionName } from '#shared/domain/run.ts';
import { utcTime } from '#shared/report/times.ts';
import type { Reach } from '../reach.ts';
import { type RequestRead, readRequest } from '../read-request.ts';
import { standingOf } from '../standing.ts';
import type { Terminal } from '../terminal.ts';

/** All open requests, oldest first: what people call them, since when, and where they stand. */
export async function list(reach: Reach, terminal: Terminal, { json }: { json: boolean }): Promise<number> {
  const open: RequestRead[] = [];
  for (const { openedAt, ...key } of (await reach.store.listOpenRuns()).toSorted(byAge)) {
    const record = await reach.store.readTicketRecord(key);
    // The list lags behind: closed meanwhile.
    if (record === null || !record.open || record.run !== key.run) continue;
    open.push(await readRequest(reach, key, record));
  }
  const { writes } = await reach.store.readControl();
  if (json) {
    const requests = open.map((read) => ({ ...read, stands: standingOf(read) }));
    terminal.print(JSON.stringify({ where: reach.where, writes, requests }, null, 2));
    return 0;
  }
  terminal.print(`${reach.where}; writes: ${writes}`);
  if (open.length === 0) terminal.print('No request is open.');
  for (const read of open) {
    terminal.print();
    terminal.print(`${read.ticket?.key ?? 'not read yet'}  ${executionName(read.key)}`);
    terminal.say(`  ${standingOf(read)}; opened ${utcTime(read.openedAt ?? '')}`, '  ');
  }
  return 0;
}

function byAge(a: { readonly openedAt: string }, b: { readonly openedAt: string }): number {
  return Date.parse(a.openedAt) - Date.parse(b.openedAt);
}
