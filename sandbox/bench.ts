import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureMatrix } from './bench/matrix.ts';
import { measureOnSockets } from './bench/on-sockets.ts';
import { performancePage } from './bench/page.ts';
import { targets } from './bench/targets.ts';

/** `npm run bench`: measures, prints the page and writes it to docs/performance.md. Exit code 1 when a target is missed. */
const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const start = performance.now();
const say = (text: string) => void process.stderr.write(`${text}\n`);

const rows = await measureMatrix(({ scenario: { groups, throttled, contents, route }, plan }) => {
  const limit = throttled ? ', 20 group reads a second' : '';
  say(`${groups} groups${limit}, ${contents}, ${route}: ${plan.calls} calls in ${plan.seconds} s`);
});
say('on sockets …');
const text = performancePage(rows, await measureOnSockets(5_000));
writeFileSync(page, text);
process.stdout.write(text);
say(`\nWritten to docs/performance.md after ${Math.round((performance.now() - start) / 1_000)} s.`);
if (targets(rows).some(({ holds }) => !holds)) process.exitCode = 1;
