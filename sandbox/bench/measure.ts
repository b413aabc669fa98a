import { buildPlan, type Client, compare } from '#cli/library.ts';
import { virtualClock } from '../engine/clock.ts';
import { simulateDatabricks } from '../simulators/databricks/simulation.ts';
import { DIRECT_GAP, PARENTS, SOURCE, TARGET } from './accounts.ts';
import { baseline } from './baseline.ts';
import { answerFetch } from './in-process.ts';
import { accountOf, baselineAccount, optionsOf, ourClient, type Scenario } from './under-test.ts';
import { inVirtualTime } from './virtual-time.ts';

/** Milliseconds every call takes. */
export const CALL_MS = 25;

/** Nothing listens there: `fetch` is answered in the process. */
const HOST = 'http://127.0.0.1:1';

export interface Measured {
  readonly calls: number;
  /** Of the calls: answered by 429. */
  readonly limited: number;
  readonly seconds: number;
}

export interface MeasuredPlan extends Measured {
  /** Direct groups of the gap whose evidence was not found. */
  readonly undecided: number;
}

/** What is done against an account, by one of our ways or by the baseline. */
interface Work {
  readonly ours: (client: Client) => Promise<number>;
  readonly theirs: (tool: ReturnType<typeof baseline>) => Promise<number>;
}

const COMPARE: Work = {
  ours: async (client) => (await compare(client, SOURCE, TARGET)).onlyInA.length,
  theirs: (tool) => tool.compare(SOURCE, TARGET),
};

const PLAN: Work = {
  ours: async (client) => {
    const { idpActions, databricksActions } = await buildPlan(client, {
      source: SOURCE,
      target: TARGET,
      scanUc: true,
    });
    return idpActions.length + databricksActions.length;
  },
  theirs: (tool) => tool.plan(SOURCE, TARGET),
};

/**
 * Compares two people on the clock of the simulation.
 * @throws Error when the answer is wrong: that is not worth measuring
 */
export async function measureCompare({ groups, throttled, route }: Omit<Scenario, 'contents'>): Promise<Measured> {
  const { answer, ...measured } = await measure({ groups, throttled, route, contents: 'catalogs only' }, COMPARE);
  if (answer !== DIRECT_GAP + PARENTS) throw new Error(`${route} found ${answer} groups in the gap`);
  return measured;
}

/**
 * Plans for two people, with everything Unity Catalog says, on the clock of the simulation.
 * @throws Error when the answer is wrong
 */
export async function measurePlan(scenario: Scenario): Promise<MeasuredPlan> {
  const { answer, ...measured } = await measure(scenario, PLAN);
  return { ...measured, undecided: undecided(scenario, answer) };
}

/** A plan on real sockets and the real clock, a simulated server in between: what virtual time leaves out. */
export async function planFor(scenario: Scenario, host: string): Promise<void> {
  const account = accountOf(scenario);
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const tool = () => baseline(baselineAccount(account, host, sleep));
  const { route } = scenario;
  undecided(scenario, await (route === 'baseline' ? PLAN.theirs(tool()) : PLAN.ours(ourClient(account, host, route))));
}

function undecided({ contents, route }: Scenario, decided: number): number {
  const left = DIRECT_GAP - decided;
  const hidden = contents === 'one group on a schema' ? 1 : 0;
  if (left < 0 || left > hidden) throw new Error(`${route} left ${left} groups undecided`);
  return left;
}

async function measure(scenario: Scenario, work: Work): Promise<Measured & { readonly answer: number }> {
  const clock = virtualClock(0);
  const sleep = (ms: number) => clock.sleep(ms);
  const account = accountOf(scenario);
  const simulated = simulateDatabricks({ account, now: clock.now, options: optionsOf(scenario, account) }, () => HOST);
  const { counts, restore } = answerFetch(simulated, () => sleep(CALL_MS));
  const run = () =>
    scenario.route === 'baseline'
      ? work.theirs(baseline(baselineAccount(account, HOST, sleep)))
      : work.ours(ourClient(account, HOST, scenario.route, { now: () => new Date(clock.now()), sleep }));
  try {
    const answer = await inVirtualTime(clock, run);
    return { ...counts, seconds: clock.now() / 1_000, answer };
  } finally {
    restore();
  }
}
