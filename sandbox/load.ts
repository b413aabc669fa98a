import { parseArgs } from 'node:util';
import { type Load, measureLoad } from './load/measure.ts';

/** `npm run load -- --requests 200`: many requests at once, in virtual time. Exit code 1 when not all ended as they should. */
const MEGABYTE = 2 ** 20;

process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
const { values } = parseArgs({ options: { requests: { type: 'string', default: '200' } } });
const requests = Number(values.requests);
if (!Number.isInteger(requests) || requests < 1) {
  process.stderr.write('--requests is a whole number above 0\n');
  process.exit(64);
}
const load = await measureLoad(requests);
process.stdout.write(`${lines(load).join('\n')}\n`);
const asItShould =
  load.done === load.requests &&
  load.writes === load.expectedWrites &&
  load.mostWritesOfOne === 1 &&
  load.writesPerSecond <= 1;
process.exitCode = asItShould ? 0 : 1;

function lines(load: Load): string[] {
  const ends = Object.entries(load.ends).map(([status, count]) => `${count} ${status}`);
  return [
    `${load.requests} requests at once: executions ${ends.join(', ')}; ${load.done} tickets say "Done"`,
    `memberships written: ${load.writes} of ${load.expectedWrites}, each ${load.mostWritesOfOne} time(s)`,
    `pace: ${load.writesPerSecond.toFixed(2)} writes a second at most; all reported ${load.seconds} s after the approvals`,
    `memory: ${Math.round(load.memoryBefore / MEGABYTE)} MB before, ${Math.round(load.memoryMost / MEGABYTE)} MB at most, simulators included`,
    `took ${Math.round(load.realSeconds)} s here`,
  ];
}
