import type { StepPorts } from '#functions/common/ports.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { DirectoryRateLimited } from '#shared/errors.ts';

/** Seconds a turn stays good after it has come; then the seconds it reserved are long somebody else's. */
const GOOD_FOR_SECONDS = 60;

/** Turns of one chunk after which a rate limit is left to the machine, which tries again for hours. */
const MOST_TURNS = 10;

interface Lane {
  readonly planNo: number;
  readonly chunk: number;
  /** Writes that are to come. */
  readonly count: number;
  readonly account: string;
}

/**
 * The second (epoch) at which this chunk may begin to write. All runs share one lane per Databricks account; the turn is
 * kept in the ledger, so that coming back for it does not queue up again. Who missed a turn gets another.
 */
export async function turnOf(ports: StepPorts<'AddMember'>, key: RunKey, lane: Lane): Promise<number> {
  const { number, second } = await latestTurn(ports, key, lane);
  const isGood = second !== null && second + GOOD_FOR_SECONDS >= ports.clock.now().getTime() / 1000;
  return isGood ? second : takeTurn(ports, key, lane, second === null ? number : number + 1, 0);
}

/**
 * Databricks asks for patience: nobody writes in the seconds it names, and this chunk goes on after them.
 * @returns the second (epoch) at which it may
 * @throws the error itself when there were too many turns already
 */
export async function postponeTurn(
  ports: StepPorts<'AddMember'>,
  key: RunKey,
  lane: Lane,
  limited: DirectoryRateLimited,
): Promise<number> {
  const { number } = await latestTurn(ports, key, lane);
  if (number >= MOST_TURNS) throw limited;
  return takeTurn(ports, key, lane, number + 1, Math.ceil(limited.retryAfterSeconds));
}

/** `second` is null where the turn was declared and not taken: the process died in between. */
async function latestTurn(
  { store }: StepPorts<'AddMember'>,
  key: RunKey,
  lane: Lane,
): Promise<{ number: number; second: number | null }> {
  let latest: { number: number; second: number | null } = { number: 1, second: null };
  for (let number = 1; ; number += 1) {
    const known = await store.readEffect(key, turnEffect(lane, number));
    if (known === null) return latest;
    latest = { number, second: known.receipt === null ? null : Number(known.receipt) };
  }
}

async function takeTurn(
  { store, owner }: StepPorts<'AddMember'>,
  key: RunKey,
  lane: Lane,
  number: number,
  pauseSeconds: number,
): Promise<number> {
  const effect = turnEffect(lane, number);
  if ((await store.readEffect(key, effect)) === null) await store.intend(key, effect, { owner, before: '' });
  const first = await store.takeSlots(`databricks ${lane.account}`, pauseSeconds + lane.count);
  return Number(await store.settle(key, effect, String(first + pauseSeconds)));
}

function turnEffect({ planNo, chunk }: Lane, number: number): string {
  return `turn ${planNo}.${chunk}.${number}`;
}
