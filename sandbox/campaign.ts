import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { synthesise } from './aws/template.ts';
import { addUp, everything, partsOf, type Seen } from './campaign/coverage.ts';
import { playAll } from './campaign/crew.ts';
import { excusesFor, gapsOf } from './campaign/gaps.ts';
import type { Failure } from './campaign/run-story.ts';
import { storySchema, type Way } from './campaign/story.ts';
import type { Report, Task } from './campaign/work.ts';

const USAGE = `npm run campaign -- --runs 2000 --seed 1     plays 2000 stories with faults and judges each
  --system jira|servicenow                   only tickets of this system
  --story FILE                               plays the story in a file, such as one that failed
`;
/** From so many stories on, what was not reached is a failure as well. */
const WHOLE_CAMPAIGN = 2_000;
const PROCESSES = 2;
const PROGRESS_EVERY = 25;
const WAYS: Readonly<Record<string, Way[]>> = {
  jira: ['DBX', 'DBS', 'DBM'],
  servicenow: ['access', 'accessPicked'],
};

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    system: { type: 'string' },
    story: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const ways = values.system === undefined ? undefined : WAYS[values.system];
if (values.help || !(runs > 0) || !Number.isInteger(seed) || (values.system !== undefined && ways === undefined)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 64);
}

const begin = performance.now();
const seen: Seen = {};
const failures: Failure[] = [];
let played = 0;
let cpuMs = 0;
const count = values.story === undefined ? runs : 1;
await playAll(tasks(), Math.min(PROCESSES, count), note);
process.exitCode = report();

function* tasks(): Generator<Task> {
  if (values.story !== undefined) {
    const story = storySchema.parse(JSON.parse(readFileSync(values.story, 'utf8')));
    yield { seed: story.seed, story };
    return;
  }
  for (let number = 0; number < runs; number += 1) yield { seed: seed + number, ...(ways && { ways }) };
}

function note({ failure, seen: more, cpuMs: used }: Report): void {
  played += 1;
  cpuMs += used;
  addUp(seen, more);
  if (failure !== null) {
    failures.push(failure);
    tell(failure);
  }
  if (played % PROGRESS_EVERY === 0 || played === count) {
    const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
    process.stdout.write(`${played} of ${count} stories, ${failures.length} failed, ${minutes} min\n`);
  }
}

function tell({ seed: failed, violations, shortest }: Failure): void {
  process.stdout.write(`\nSeed ${failed} fails:\n`);
  for (const { check, what } of violations) process.stdout.write(`  ${check}: ${what}\n`);
  process.stdout.write(
    `The shortest story that fails (npm run campaign -- --story FILE):\n${JSON.stringify(shortest)}\n\n`,
  );
}

/** @returns the exit code */
function report(): number {
  const all = everything(partsOf(synthesise().definition));
  for (const [kind, names] of Object.entries(all)) {
    const reached = names.filter((name) => seen[kind]?.[name] !== undefined).length;
    process.stdout.write(`${kind.padEnd(16)} ${reached} of ${names.length}\n`);
  }
  const calls = Object.keys(seen.call ?? {});
  const faulted = calls.filter((name) => seen['faulted call']?.[name] !== undefined).length;
  process.stdout.write(`${'faulted call'.padEnd(16)} ${faulted} of ${calls.length}\n`);
  const gaps = gapsOf(all, seen);
  for (const line of [...excusesFor(all), ...gaps]) process.stdout.write(`${line}\n`);
  const minutes = (performance.now() - begin) / 60_000;
  process.stdout.write(
    `${played} stories in ${minutes.toFixed(1)} min, ${Math.round(cpuMs / 1000)} s of processor time, ${failures.length} failed\n`,
  );
  return failures.length > 0 || (gaps.length > 0 && played >= WHOLE_CAMPAIGN) ? 1 : 0;
}
