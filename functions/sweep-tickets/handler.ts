import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { log, logger } from '#functions/common/logger.ts';
import type { DoorPorts } from '#functions/common/ports.ts';
import { wiredPorts } from '#functions/common/wire.ts';
import { systemSchema } from '#shared/domain/ticket.ts';
import { DeskUnavailable } from '#shared/errors.ts';
import { DOORS } from '#shared/steps.ts';
import { sweepChanged } from './changed.ts';
import { closeLostRuns } from './lost-runs.ts';

/** Every 15 minutes: finds what no webhook told, and the runs whose execution is gone. One failing part stops no other. */
export async function sweepTickets(ports: DoorPorts<'SweepTickets'>): Promise<{ failed: number }> {
  const systems = systemSchema.options.filter((system) => ports.stage[system] !== undefined);
  const parts = [() => closeLostRuns(ports), ...systems.map((system) => () => sweepChanged(ports, system))];
  let failed = 0;
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      failed += 1;
      log.error('sweep part failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }
  return { failed };
}

export const handler = middy()
  .use(injectLambdaContext(logger))
  .handler(async () => {
    const { failed } = await sweepTickets(wiredPorts(DOORS.SweepTickets.folder));
    // Thrown after all parts had their turn: the alarm counts errors of this function.
    if (failed > 0) throw new DeskUnavailable({ what: `${failed} part(s) of the sweep` });
  });
