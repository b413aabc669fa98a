import { haltedBy } from '#functions/common/halt.ts';
import { noteAdditions } from '#functions/common/note-additions.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { targetChange } from '#functions/common/target-change.ts';
import { DeskStopped, DirectoryRateLimited } from '#shared/errors.ts';
import { lookBack } from './look-back.ts';
import { openWork } from './open-work.ts';
import { postponeTurn, turnOf } from './turn.ts';
import { writeChunk } from './write-chunk.ts';

/** A wait as short is done here: every way through the machine's Wait gives the step all of its retries again. */
const SHORT_SECONDS = 2;

/** Adds the members of one chunk: at most one write a second per Databricks account, whatever runs beside this. */
export const addMember: Step<'AddMember'> =
  (ports) =>
  async ({ chunk, ...key }) => {
    const { store, clock, stage } = ports;
    const halted = await haltedBy(ports, key);
    if (halted !== null) {
      await lookBack(ports, key, chunk);
      return { next: halted, waitSeconds: 0 };
    }
    const { writes } = await store.readControl();
    if (writes === 'stopped') throw new DeskStopped();
    const work = await openWork(ports, key, chunk);
    if ((await targetChange(ports, key, work.plan.target)) !== null) {
      await lookBack(ports, key, chunk);
      return { next: 'target changed', waitSeconds: 0 };
    }
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
      const waitSeconds = await writeChunk(ports, key, work, writes === 'planOnly');
      return waitSeconds > 0 ? { next: 'wait', waitSeconds } : await done();
    } catch (error) {
      if (!(error instanceof DirectoryRateLimited)) throw error;
      return { next: 'wait', waitSeconds: Math.max(1, until(await postponeTurn(ports, key, lane, error))) };
    }
  };

export const handler = stepLambda('AddMember', addMember);
