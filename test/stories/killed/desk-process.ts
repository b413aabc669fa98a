import { type Desk, startDesk } from '#sandbox/desk.ts';
import { type VirtualClock, virtualClock } from '#sandbox/engine/clock.ts';
import { fileJournal } from '#sandbox/engine/journal.ts';
import { exampleSecrets } from '#sandbox/example-stage.ts';
import type { Beginning, Order, Report } from './messages.ts';

/** The desk in a process of its own, so that it can really be killed. The parent owns time and everything outside. */
let clock: VirtualClock;
let desk: Desk;

async function begin({ stage, template, tableUrl, journalFolder, now }: Beginning): Promise<void> {
  clock = virtualClock(now);
  desk = await startDesk({
    stage,
    template,
    clock,
    isVirtual: true,
    secrets: exampleSecrets(),
    table: { url: tableUrl },
    journal: fileJournal(journalFolder),
    random: () => 0.5,
  });
}

async function obey(order: Order): Promise<Report> {
  if (order.order === 'begin') await begin(order.beginning);
  if (order.order === 'advance') clock.advanceTo(order.to);
  // A sweep that fails is the scheduler's business; the next one comes in 15 minutes.
  if (order.order === 'sweep') await desk.sweep().catch(() => undefined);
  await desk.engine.settled();
  const executions = await desk.engine.listExecutions();
  return {
    doorUrl: desk.doorUrl,
    nextTimer: clock.nextTimer() ?? null,
    executions: Object.fromEntries(executions.map(({ name, status }) => [name, status])),
  };
}

process.on('message', (order: Order) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
