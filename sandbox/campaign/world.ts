import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '#shared/stage.ts';
import { DOORS } from '#shared/steps.ts';
import { type LocalFunction, synthesise } from '../aws/template.ts';
import { serveDoors } from '../door-server.ts';
import { eventLoopTurn } from '../engine/activity.ts';
import { installDate, type VirtualClock, virtualClock } from '../engine/clock.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { HistoryEvent } from '../engine/history.ts';
import { exampleSecrets, exampleStage, SERVICENOW_WEBHOOK_SECRET, WEBHOOK_SECRET } from '../example-stage.ts';
import { localEnvironment } from '../services/environment.ts';
import type { AccountModel } from '../simulators/databricks/account-model.ts';
import type { DatabricksOptions } from '../simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from '../simulators/databricks/server.ts';
import type { SimulatorRequest } from '../simulators/http-routes.ts';
import { hostServers } from '../simulators/http-server.ts';
import type { SiteModel } from '../simulators/jira/model.ts';
import { type Jira, startJira } from '../simulators/jira/start-jira.ts';
import type { InstanceModel } from '../simulators/servicenow/model.ts';
import { type ServiceNow, startServiceNow } from '../simulators/servicenow/start-servicenow.ts';
import { askSecretsManager, askStepFunctions, awsPassage, operationOfAws } from './aws-passage.ts';
import { createContainers, type Ports } from './containers.ts';
import { type Fault, faultFinder, type InvocationFault, type OutgoingCall, type Outside } from './faults.ts';
import { httpPassage, toSimulatorRequest } from './http-passage.ts';
import { inProcessServers } from './in-process-servers.ts';
import {
  currentInvocation,
  type Invocation,
  leaveNothingBehind,
  limitIn,
  outside,
  ProcessDied,
  runInvocation,
  sleepIn,
  waitingBehind,
} from './invocation.ts';
import { createNetwork, type Network } from './network.ts';
import { keepStill } from './still-process.ts';
import { createTable, type Table, type Written } from './table.ts';

/** Monday morning; stories count from here. */
export const START = Date.parse('2026-11-23T09:00:00.000Z');

/** Whoever watches a world. */
export interface Watcher {
  onCall(call: OutgoingCall): void;
  onFault(call: OutgoingCall, fault: Fault): void;
  /** A request of a function has reached its system; what is returned is told the status of the answer. */
  onRequest(to: Outside, request: SimulatorRequest, invocation: number): (status: number) => void;
  onInvoke(name: string, payload: unknown, invocation: number): void;
  onAnswer(name: string, answer: unknown): void;
  onError(name: string, error: Error, executionArn: string | null): void;
  onEvent(executionArn: string, event: HistoryEvent): void;
  onWrite(written: Written): void;
}

export interface WorldOptions {
  readonly account: AccountModel;
  readonly databricks: Partial<DatabricksOptions>;
  readonly site: SiteModel;
  readonly instance: InstanceModel;
  readonly stage: (stage: Stage) => Stage;
  readonly faults: readonly Fault[];
  readonly invocationFaults: readonly InvocationFault[];
  /** Milliseconds for which DynamoDB reads that do not ask for consistency may be old. */
  readonly storeLagMs: number;
  readonly random: () => number;
  readonly watcher: Watcher;
  /** Plants a bug. */
  readonly around?: (ports: Ports, folder: string) => Ports;
  /** Changes what is asked of DynamoDB; for a planted bug. */
  readonly command?: (command: unknown) => unknown;
  /** The synthesised machine, changed; for a planted bug. */
  readonly definition?: (definition: unknown) => unknown;
}

/** The desk and everything around it in one process, without sockets, timers or threads: only `clock` moves it. */
export interface World {
  readonly clock: VirtualClock;
  readonly databricks: DatabricksSimulator;
  readonly jira: Jira;
  readonly servicenow: ServiceNow;
  readonly engine: Engine;
  readonly table: Table;
  readonly secrets: Map<string, string>;
  readonly stage: Stage;
  /** Reads what the desk remembers, past all faults. */
  readonly store: Ports['store'];
  /** Starts executions, past all faults. */
  readonly starter: Ports['starter'];
  /** Calls a step or the sweep as the service does. */
  invoke(name: string, payload: unknown): Promise<unknown>;
  /** Lets everything happen that can happen without time passing. */
  settle(): Promise<void>;
  /** True while something goes on that time alone will end. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/** What each system is called in a story, by the name of its simulator. */
const OUTSIDE: Readonly<Record<string, Outside>> = {
  Databricks: 'Databricks',
  jira: 'Jira',
  'jira-media': 'Jira',
  servicenow: 'ServiceNow',
};

/** Turns of the event loop without any progress after which nothing more happens by itself. */
const QUIET_TURNS = 3;
/** The same while an invocation works, which may be waiting for what another one left behind in its container. */
const QUIET_TURNS_AT_WORK = 200;
/** Turns after which a world in which no time passes is taken to go in a circle. */
const MOST_TURNS = 2_000_000;
/** Milliseconds of real time after which a world that neither rests nor waits is taken to be stuck. */
const STUCK_MS = 20_000;

/** Opens a world. One at a time per process, which is kept still from then on. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { watcher } = options;
  const clock = virtualClock(START);
  const now = () => clock.now();
  const undoDate = installDate(clock);
  const folder = mkdtempSync(join(tmpdir(), 'access-desk-campaign-'));
  const servers = inProcessServers();
  hostServers(servers.serve);
  const live = new Set<Invocation>();
  leaveNothingBehind();
  let progress = 0;
  let invocations = 0;

  const hours = () => (clock.now() - START) / 3_600_000;
  const network = createNetwork({
    clock,
    faultFor: faultFinder(options.faults, hours),
    onCall(call) {
      progress += 1;
      watcher.onCall(call);
    },
    onFault: watcher.onFault,
  });
  const table = createTable({ now, lagMs: options.storeLagMs, onWrite: watcher.onWrite });
  const secrets = exampleSecrets();
  let engine: Engine | undefined;
  const performAws = async (service: Outside, command: unknown) => {
    if (service === 'DynamoDB') return table.send(options.command?.(command) ?? command);
    if (service === 'Secrets Manager') return askSecretsManager(secrets, command);
    if (engine === undefined) throw new Error('the engine does not run yet');
    return askStepFunctions(engine, command);
  };
  keepStill({
    fetch: (request) => sendHttp(servers, network, watcher, request),
    send(service, command) {
      const operation = service === 'DynamoDB' ? table.operationOf(command) : operationOfAws(command);
      const perform = () => performAws(service, command);
      const from = currentInvocation()?.name;
      if (from === undefined) return perform();
      const effect = !/^(Get|Query|Describe)/.test(operation);
      return network.through({ ...awsPassage(perform), call: { to: service, name: operation, effect, from } });
    },
    sleep: (ms, signal) => sleepIn(clock, ms, signal),
    limit: (invocation, ms, reach) => limitIn(clock, invocation, ms, reach),
    random: options.random,
  });

  const databricks = await startDatabricks({ account: options.account, now, options: options.databricks });
  const jira = await startJira({ site: options.site, now });
  const servicenow = await startServiceNow({ instance: options.instance, now });
  const stage = options.stage(exampleStage({ databricks, jira, servicenow }));
  const stageFile = join(folder, 'stage.json');
  writeFileSync(stageFile, JSON.stringify(stage));

  const template = synthesise();
  const nowhere = 'http://127.0.0.1:1';
  Object.assign(process.env, localEnvironment({ dynamoDB: nowhere, stepFunctions: nowhere, secrets: nowhere }));
  const containers = await createContainers({
    stageFile,
    clock: { now: () => new Date(clock.now()), sleep: (ms) => sleepIn(clock, ms) },
    around: options.around ?? ((ports) => ports),
  });
  const invocationFaults = options.invocationFaults.map((fault) => ({ fault, seen: 0 }));
  const faultOf = (name: string) => {
    let due: InvocationFault | undefined;
    for (const entry of invocationFaults) {
      if (entry.fault.step !== name) continue;
      entry.seen += 1;
      if (entry.seen >= entry.fault.nth && entry.seen < entry.fault.nth + entry.fault.times) due ??= entry.fault;
    }
    return due;
  };

  const invoke = async (fn: LocalFunction, payload: unknown, executionArn: string | null): Promise<unknown> => {
    progress += 1;
    invocations += 1;
    const id = invocations;
    watcher.onInvoke(fn.name, payload, id);
    const fault = faultOf(fn.name);
    try {
      if (fault?.when === 'before') throw new ProcessDied(fault.error);
      const limits = { name: fn.name, id, limitMs: fn.timeoutSeconds * 1000, clock, live };
      const answer = await containers.use(fn, (run) => runInvocation(limits, () => run(payload)));
      if (fault?.when === 'after') throw new ProcessDied(fault.error);
      watcher.onAnswer(fn.name, answer);
      return answer;
    } catch (error) {
      watcher.onError(fn.name, error instanceof Error ? error : new Error(String(error)), executionArn);
      throw error;
    } finally {
      progress += 1;
    }
  };
  const named = (name: string): LocalFunction => {
    const fn = template.functions.find((one) => one.name === name);
    if (fn === undefined) throw new Error(`the template has no function ${name}`);
    return fn;
  };
  const byArn = new Map(template.functions.map((fn) => [fn.arn, fn]));
  const running = createEngine({
    definition: options.definition?.(template.definition) ?? template.definition,
    stateMachineArn: template.machineArn,
    clock,
    random: options.random,
    async invoke(reference, payload, { executionArn }) {
      const fn = byArn.get(reference);
      if (fn === undefined) throw new Error(`the machine calls a function the template does not have: ${reference}`);
      return outside(() => invoke(fn, payload, executionArn));
    },
    onEvent(executionArn, event) {
      progress += 1;
      watcher.onEvent(executionArn, event);
    },
  });
  engine = running;
  const doors = new Map(
    template.functions.flatMap((fn) => {
      const system = fn.name in DOORS && fn.name.startsWith('Receive') ? systemOf(fn.name) : null;
      return system === null ? [] : [[system, (event: unknown) => outside(() => invoke(fn, event, null))] as const];
    }),
  );
  const door = await serveDoors(doors, now);
  const events = ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'comment_created'];
  jira.site.webhooks.push({ id: '1', url: `${door.url}/webhooks/jira`, secret: WEBHOOK_SECRET, events });
  servicenow.instance.webhooks.push({ url: `${door.url}/webhooks/servicenow`, secret: SERVICENOW_WEBHOOK_SECRET });
  const { store, starter } = containers.portsOf(named('SweepTickets'));

  const senders = [jira, servicenow].map((sender) => ({ sender, isSending: false }));
  const sendWebhooks = () => {
    for (const entry of senders) {
      const isDue = entry.sender.webhooks.pending.some(({ dueAt }) => dueAt <= clock.now());
      if (entry.isSending || !isDue) continue;
      entry.isSending = true;
      progress += 1;
      const done = () => {
        entry.isSending = false;
        progress += 1;
      };
      entry.sender.deliver().then(done, done);
    }
  };
  return {
    ...{ clock, databricks, jira, servicenow, engine: running, table, secrets, stage, store, starter },
    invoke: (name, payload) => invoke(named(name), payload, null),
    isBusy: () => live.size > 0 || network.underWay() > 0 || senders.some(({ isSending }) => isSending),
    async settle() {
      let begin = performance.now();
      let seen = -1;
      const isAtWork = () => [...live].some(({ waiting }) => waiting === 0);
      const mayRest = (quiet: number) =>
        quiet >= QUIET_TURNS && (!isAtWork() || (waitingBehind() > 0 && quiet >= QUIET_TURNS_AT_WORK));
      let turns = 0;
      for (let quiet = 0; !mayRest(quiet); quiet += 1) {
        turns += 1;
        if (turns > MOST_TURNS) throw new Error('goes in a circle while no time passes');
        sendWebhooks();
        if (seen !== progress) {
          quiet = 0;
          begin = performance.now();
        }
        seen = progress;
        if (performance.now() - begin > STUCK_MS) throw new Error(`stuck in ${[...live].map(({ name }) => name)}`);
        await eventLoopTurn();
      }
    },
    async close() {
      hostServers(undefined);
      undoDate();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function systemOf(name: string) {
  return name === 'ReceiveJiraEvent' ? DOORS[name].system : DOORS.ReceiveServiceNowEvent.system;
}

async function sendHttp(
  servers: ReturnType<typeof inProcessServers>,
  network: Network,
  watcher: Watcher,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const server = servers.find(url);
  if (server === undefined)
    throw new TypeError('fetch failed', { cause: new Error(`nobody listens at ${url.origin}`) });
  const asked = await toSimulatorRequest(request);
  const passage = httpPassage(server, asked, request.signal);
  const to = OUTSIDE[server.name];
  const invocation = currentInvocation();
  if (to === undefined || invocation === undefined) return passage.perform();
  const route = server.routeOf(request.method, url.pathname);
  // Tokens and searches are asked for by POST and change nothing.
  const effect = request.method !== 'GET' && !/token|search/.test(route);
  const perform = async () => {
    const onStatus = watcher.onRequest(to, asked, invocation.id);
    const response = await passage.perform();
    onStatus(response.status);
    return response;
  };
  return network.through({
    ...passage,
    perform,
    call: { to, name: `${request.method} ${route}`, effect, from: invocation.name },
  });
}
