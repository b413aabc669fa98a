import { setTimeout as pause } from 'node:timers/promises';
import type { Wiring } from '#functions/common/wire.ts';
import { wireSelfTests } from '#functions/common/wire-self-tests.ts';
import { wireTicketId } from '#functions/common/wire-ticket-id.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import type { Stage } from '#shared/stage.ts';
import { VERSION } from '#shared/version.ts';
import type { Desk } from '../desk.ts';
import type { Screen } from '../story/screen.ts';
import { enterFolder } from './enter-folder.ts';
import { openDesk } from './open-desk.ts';
import { CannotStart } from './reasons.ts';
import { createRunLines } from './run-lines.ts';
import { runOf, runTexts } from './run-texts.ts';
import { serveOne } from './serve-one.ts';
import { forgetServices } from './services-file.ts';
import type { Settings } from './settings.ts';
import { askAll } from './standings.ts';
import { POLL_SECONDS, tellIntent, tellStandings } from './summary.ts';
import { switchAtStart } from './switch-at-start.ts';
import { rememberWorld, writesBefore } from './world-file.ts';

/** A function that has the store and the ticket systems. */
const READING_FOLDER = 'read-request';

export interface ServeOptions {
  readonly settings: Settings;
  /** What the stage file says about writing. */
  readonly wanted: Stage['writes'];
  /** Key of the one ticket to serve; null for all. */
  readonly ticket: string | null;
  readonly screen: Screen;
  /** Aborted by the first Ctrl-C. */
  readonly stop: AbortSignal;
}

/**
 * Serves tickets until it is stopped, or the one ticket until its run has ended.
 * @returns the exit code
 * @throws CannotStart
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { settings, screen, stop } = options;
  const lock = await enterFolder(settings);
  // One that was killed has left word of services that are gone.
  forgetServices(settings.folder);
  try {
    const known: { wiring?: Wiring; only?: TicketRef } = {};
    const texts = () => {
      if (known.wiring === undefined) throw new Error('something runs before it is wired');
      return runTexts(known.wiring(READING_FOLDER).store);
    };
    const say = sayOn(screen);
    const lines = createRunLines(say, lazily(texts));
    const desk = await openDesk({
      settings,
      takesWebhooks: options.ticket === null,
      mayGoOn: (execution) => options.ticket === null || belongsTo(execution, known.only),
      onEvent: lines.onEvent,
      prepare: async (wired) => {
        known.wiring = wired;
        const { store } = wired(READING_FOLDER);
        const { writes: stored } = await store.readControl();
        const said = { stored, before: writesBefore(settings.folder), file: settings.stage.writes };
        const writes = switchAtStart(said, settings.hasWriter);
        await store.writeControl(writes);
        await introduce(options, writes);
        rememberWorld(settings.folder, settings.stage);
        if (options.ticket !== null) known.only = await findTicket(options, wired, options.ticket);
      },
    });
    await tellOpenRuns(desk, lines.goesOn);
    try {
      const { wiring, only } = known;
      if (wiring && only) {
        const tell = (text: string) => say(Date.now(), options.ticket ?? '', text);
        return await serveOne({ desk, wiring, ticket: only, stop, tell });
      }
      await sweepOn(desk, screen, stop);
      return 0;
    } finally {
      if (stop.aborted)
        screen.say('Stopping: what is under way is finished first. Ctrl-C again stops at once.', 'quiet');
      await desk.rest();
      await lines.printed();
      forgetServices(settings.folder);
      await desk.close();
    }
  } finally {
    lock.release();
  }
}

/** Who answered as whom, and what will happen. */
async function introduce({ settings, wanted, ticket, screen }: ServeOptions, writes: Stage['writes']): Promise<void> {
  const { writer, ...tests } = wireSelfTests(settings.stage, VERSION);
  const { standings, refusals } = await askAll(settings.hasWriter && writer ? { ...tests, writer } : tests);
  tellStandings(screen, standings, refusals);
  if (refusals.length > 0) {
    screen.print();
    const settle = refusals.some(({ settings: wrong }) => wrong);
    throw new CannotStart(settle ? 64 : 1, 'Not every system lets us in, so nothing was started.');
  }
  tellIntent(screen, settings, { writes, wanted, ticket, port: settings.port });
  screen.print();
}

async function findTicket({ settings: { stage } }: ServeOptions, wiring: Wiring, key: string): Promise<TicketRef> {
  const { tickets } = wiring(READING_FOLDER);
  const found = await wireTicketId({ stage, tickets, version: VERSION }, key);
  if (found !== null) return found;
  throw new CannotStart(
    1,
    `${key} is not there for our account, or not of a project, type or item the stage file names.`,
  );
}

function belongsTo(execution: string, ticket: TicketRef | undefined): boolean {
  const run = runOf(execution);
  return run !== null && run.system === ticket?.system && run.ticketId === ticket.ticketId;
}

async function tellOpenRuns(desk: Desk, goesOn: (execution: string, state: string, time: number) => void) {
  for (const { executionArn, name, status } of await desk.engine.listExecutions()) {
    if (status !== 'RUNNING') continue;
    const history = await desk.engine.getExecutionHistory(executionArn);
    const state = history.findLast(({ type }) => type === 'TaskStateEntered')?.state;
    if (state !== undefined) goesOn(name, state, Date.now());
  }
}

/** Looks for changed tickets now and every 20 seconds, until it is stopped. */
async function sweepOn(desk: Desk, screen: Screen, stop: AbortSignal): Promise<void> {
  let broken = false;
  while (!stop.aborted) {
    try {
      await desk.sweep();
      if (broken) screen.say('Looking for changed tickets works again.', 'good');
      broken = false;
    } catch {
      if (!broken) screen.say(`Looking for changed tickets failed; tried again every ${POLL_SECONDS} seconds.`, 'bad');
      broken = true;
    }
    await pause(POLL_SECONDS * 1000, undefined, { signal: stop }).catch(() => undefined);
  }
}

function sayOn(screen: Screen) {
  return (time: number, ticket: string, text: string) => {
    const at = new Date(time).toTimeString().slice(0, 8);
    screen.entry(`${at}  ${ticket.padEnd(12)} `, text, 'quiet');
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
