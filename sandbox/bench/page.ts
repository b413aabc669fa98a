import { CONTENTS } from './accounts.ts';
import type { Row } from './matrix.ts';
import type { RealRun } from './on-sockets.ts';
import { seconds, table, whole } from './table.ts';
import { targets } from './targets.ts';

const MEANING = {
  'catalogs only': `120 catalogs without schemas. Every group of the gap has a workspace or a catalog, or one above it has.`,
  '20 schemas each': `120 catalogs of 20 schemas each. Every group of the gap is decided above them, so that nothing reads a schema.`,
  'one group on a schema': `The same, but one group of the gap has nothing except a grant on the last schema. REST reads schemas until
\`scan.maxCalls\` (2,000) ends it and calls that group \`Unverified\`; a SQL warehouse finds the grant in the statement it
runs anyway. The baseline reads no schemas, and counts as undecided what it does not find.`,
} as const;

/** docs/performance.md. */
export function performancePage(rows: readonly Row[], real: readonly RealRun[]): string {
  const judged = targets(rows);
  const missed = judged.filter(({ holds }) => !holds).length;
  return `# Performance

Written by \`npm run bench\`; do not edit. It plays every account against the simulated Databricks, without sockets, and
takes about two minutes on two cores.

- **The account**: the source in 40 direct groups, 8 of them the target's too, 12 groups above them, 50 workspaces, 2
  metastores of 60 catalogs each, and other people's groups up to the number in the first column.
- **Calls** are requests to Databricks' APIs, those answered by 429 included; the one for an access token is left out.
- **Seconds** are of a virtual clock. A call takes 25 ms, a statement of a warm SQL warehouse no longer than any call;
  what the machine computes takes nothing. Networks, pages of real size and a warehouse that has to read come on top.
- **Limit**: GETs of one group answered per second; more get 429 with \`Retry-After: 1\`. Real limits are not known.
- **Ways**: IAM v2 is what Databricks' newer identity API allows, SCIM what is left where it does not answer; both keep
  up to 24 calls under way. The baseline lists all groups, GETs each with 16 workers, then asks every workspace for every
  catalog and its grants. Comparison and plan are two commands: each begins with nothing known.
- **Undecided**: direct groups of the gap for which no access was found and which may have some.
- **calls** and **time** at the end set comparison and plan together against the baseline of the same account.

## Targets

For a plan alone, with Unity Catalog, on 5,000 groups without a limit; ${missed === 0 ? 'all hold' : `**${missed} of ${judged.length} missed**`}.

| target | measured | |
|---|---|---|
${judged.map(({ target, measured, holds }) => `| ${target} | ${measured} | ${holds ? 'holds' : '**missed**'} |\n`).join('')}
${CONTENTS.map((contents) => `## ${title(contents)}\n\n${MEANING[contents]}\n\n${table(rows, contents)}`).join('\n')}
## On sockets

One plan by each way on 5,000 groups against a server on the same machine that waits 25 ms before each answer. These
seconds are real, and depend on the machine; client and server share it.

| way | calls | s |
|---|---:|---:|
${real.map((run) => `| ${run.route} | ${whole(run.calls)} | ${seconds(run.seconds)} |\n`).join('')}`;
}

function title(contents: string): string {
  return contents.charAt(0).toUpperCase() + contents.slice(1);
}
