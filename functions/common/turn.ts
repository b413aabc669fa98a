import type { RunKey, Sections } from '#shared/domain/run.ts';
import { isSame, lineUp } from '#shared/domain/turn.ts';
import { DeskError, DeskUnavailable } from '#shared/errors.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import type { Ports, Surroundings } from './ports.ts';
import { wake } from './start-run.ts';

/** What a line rests on; every read of these is consistent. */
export interface LineStore extends Pick<Ports['store'], 'readLine' | 'writeLine' | 'readTicketRecord' | 'readToken'> {
  readSection(key: RunKey, name: 'turn'): Promise<Sections['turn'] | null>;
  writeSection(key: RunKey, name: 'turn', value: Sections['turn']): Promise<void>;
}
interface StorePort {
  readonly store: LineStore;
}
type TurnPorts = StorePort & Pick<Ports, 'waker'> & Pick<Surroundings, 'log'>;

/** Others change the line this often while one run looks for its place: something is wrong, and trying again heals. */
const ATTEMPTS = 10;

/**
 * Puts a run in the line of those that ask for the same pair. Nobody ahead: it is this run's turn, until it ends. Of
 * all who ask at once exactly one gets that answer, because each writes the line on the condition that nobody has written
 * it since they read it. A place lasts only as long as its ticket's run is open, so nothing has to be given back.
 * @returns the open runs ahead, first to last
 * @throws DeskUnavailable when the line keeps changing
 */
export async function takeTurn(ports: TurnPorts, key: RunKey, pair: string): Promise<readonly RunKey[]> {
  const { store } = ports;
  const before = await pairOfRun(ports, key);
  // First the run says what it stands for, then it joins: whoever finds it in the line must find it standing.
  await store.writeSection(key, 'turn', { pair });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { tickets, version } = await store.readLine(pair);
    const { line, ahead } = lineUp(await standing(ports, tickets, pair), key);
    const places = line.map(({ system, ticketId }) => ({ system, ticketId }));
    if (!(await store.writeLine(pair, places, version))) continue;
    if (before !== pair) await callNext(ports, before);
    return ahead;
  }
  throw new DeskUnavailable({ what: 'request store (a line of requests keeps changing)' });
}

/** Gives up the place an earlier run of the ticket had: this run does not ask for that pair, or cannot yet. */
export async function leaveLine(ports: TurnPorts, key: RunKey): Promise<void> {
  const before = await pairOfRun(ports, key);
  if (before === null) return;
  await ports.store.writeSection(key, 'turn', { pair: null });
  await callNext(ports, before);
}

/** Whether nobody is ahead of a waiting run any more; only `takeTurn` makes it its turn. */
export async function isFirst(ports: StorePort, key: RunKey): Promise<boolean> {
  const turn = await ports.store.readSection(key, 'turn');
  if (turn === null || turn.pair === null) return true;
  const { tickets } = await ports.store.readLine(turn.pair);
  const [first] = await standing(ports, tickets, turn.pair);
  return first === undefined || isSame(first, key);
}

/**
 * Wakes the first of those who wait for this pair's turn.
 * A wake that fails is left to the poll of whoever waits: it must not keep another run from its end.
 */
export async function callNext(ports: TurnPorts, pair: string | null): Promise<void> {
  if (pair === null) return;
  try {
    const { tickets } = await ports.store.readLine(pair);
    const [next] = await standing(ports, tickets, pair);
    if (next === undefined || (await ports.store.readToken(next))?.kind !== 'turn') return;
    await wake(ports, next);
  } catch (error) {
    if (!(error instanceof DeskError) || error.family !== 'tryAgain') throw error;
    ports.log.warn('next in line left to its poll', { error: error.name });
  }
}

/** The pair a ticket stands in line for with this run; one that follows an edited one has that one's place at first. */
export async function pairOfRun({ store }: StorePort, key: RunKey): Promise<string | null> {
  const own = await store.readSection(key, 'turn');
  if (own !== null || key.run === 1) return own?.pair ?? null;
  const record = await store.readTicketRecord(key);
  if (record?.run !== key.run || record.lastEnd?.end !== 'superseded') return null;
  return (await store.readSection({ ...key, run: key.run - 1 }, 'turn'))?.pair ?? null;
}

/** The open runs of those tickets that still ask for this pair, in their order. */
async function standing(ports: StorePort, tickets: readonly TicketRef[], pair: string): Promise<RunKey[]> {
  const runs: RunKey[] = [];
  for (const { system, ticketId } of tickets) {
    const record = await ports.store.readTicketRecord({ system, ticketId });
    if (record === null || !record.open) continue;
    const key = { system, ticketId, run: record.run };
    if ((await pairOfRun(ports, key)) === pair) runs.push(key);
  }
  return runs;
}
