import { noteAdditions } from '#functions/common/note-additions.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { DirectoryRateLimited } from '#shared/errors.ts';
import { lookBack } from './look-back.ts';
import { obstaclesSince } from './obstacles.ts';
import { openWork } from './open-work.ts';
import { postponeTurn, turnOf } from './turn.ts';
import { type Stop, whatStops } from './what-stops.ts';
import { writeChunk } from './write-chunk.ts';

/** A wait as short is done here: every way through the machine's Wait gives the step all of its retries again. */
const SHORT_SECONDS = 2;

/** Begins no addition after this time: an answer may take half a minute, and the step has ten. */
const MOST_MS = 8 * 60_000;

/** Adds the members of one chunk: at most one write a second per Databricks account, whatever runs beside this. */
export const addMember: Step<'AddMember'> =
  (ports) =>
  async ({ chunk, ...key }) => {
    const { store, clock, stage } = ports;
    const end = clock.now().getTime() + MOST_MS;
    const stopped = async (next: Stop) => {
      await lookBack(ports, key, chunk);
      return { next, waitSeconds: 0 };
    };
    const before = await whatStops(ports, key);
    if (before !== null) return stopped(before);
    const work = await openWork(ports, key, chunk);
    const count = work.open.length;
    const done = async () => {
      await noteAdditions(ports, key, 'under way');
      return { next: 'done', waitSeconds: 0 } as const;
    };
    if (count === 0) return done();

    const lane = { planNo: work.planNo, chunk, count, account: stage.databricks.accountId };
    const until = (second: number) => Math.ceil(second - clock.now().getTime() / 1000);
    const toTurn = until(await turnOf(ports, key, lane));
    if (toTurn > SHORT_SECONDS) return { next: 'wait', waitSeconds: toTurn };
    if (toTurn > 0) await clock.sleep(1_000 * toTurn);
    try {
      const obstacles = await obstaclesSince(ports, key, work);
      // Reading anew takes minutes: what was looked at before may be otherwise by now.
      const meanwhile = obstacles === null ? null : await whatStops(ports, key);
      if (meanwhile !== null) return await stopped(meanwhile);
      const planOnly = (await store.readControl()).writes === 'planOnly';
      const waitSeconds = await writeChunk(ports, key, work, { planOnly, obstacles, end });
      return waitSeconds > 0 ? { next: 'wait', waitSeconds } : await done();
    } catch (error) {
      if (!(error instanceof DirectoryRateLimited)) throw error;
      return { next: 'wait', waitSeconds: Math.max(1, until(await postponeTurn(ports, key, lane, error))) };
    }
  };

export const handler = stepLambda('AddMember', addMember);
