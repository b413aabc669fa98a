import { startDatabricks } from '../simulators/databricks/server.ts';
import { CALL_MS, planFor } from './measure.ts';
import { accountOf, optionsOf, ROUTES, type Route, type Scenario } from './under-test.ts';

/** One plan over real sockets. */
export interface RealRun {
  readonly route: Route;
  readonly calls: number;
  /** Of the real clock, computing included. */
  readonly seconds: number;
}

/** Plans by every way against a server of this machine that takes 25 ms for each answer (or `callMs`): a check of the virtual clock. */
export async function measureOnSockets(
  groups: number,
  callMs = CALL_MS,
  routes: readonly Route[] = ROUTES,
): Promise<readonly RealRun[]> {
  const runs: RealRun[] = [];
  for (const route of routes)
    runs.push(await measureOne({ groups, throttled: false, contents: 'catalogs only', route }, callMs));
  return runs;
}

async function measureOne(scenario: Scenario, callMs: number): Promise<RealRun> {
  const account = accountOf(scenario);
  const options = optionsOf(scenario, account);
  const simulator = await startDatabricks({ account, now: Date.now, options });
  try {
    simulator.faults.add({ times: Number.POSITIVE_INFINITY, fault: { kind: 'delay', delayMs: callMs } });
    const start = performance.now();
    await planFor(scenario, simulator.url);
    const seconds = (performance.now() - start) / 1_000;
    const calls = simulator.requests.filter(({ path }) => !path.startsWith('/oidc/')).length;
    return { route: scenario.route, calls, seconds };
  } finally {
    await simulator.close();
  }
}
