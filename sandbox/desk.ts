import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wiring } from '#functions/common/wire.ts';
import type { System } from '#shared/domain/ticket.ts';
import type { Stage } from '#shared/stage.ts';
import { DOORS } from '#shared/steps.ts';
import type { LocalDesk, LocalFunction } from './aws/template.ts';
import { serveDoors } from './door-server.ts';
import { type Clock, installDate } from './engine/clock.ts';
import { createEngine, type Engine, type EngineOptions } from './engine/engine.ts';
import type { Invoke } from './engine/run.ts';
import { createGate } from './gate.ts';
import { invocationContext, loadHandlers } from './lambda-host.ts';
import { startDynamoDB } from './services/dynamodb.ts';
import { localEnvironment } from './services/environment.ts';
import { startSecretsManager } from './services/secrets.ts';
import { startStepFunctions } from './services/step-functions.ts';
import { withShortPolls } from './short-polls.ts';
import type { RunningServer } from './simulators/http-server.ts';

export interface DeskOptions extends Pick<EngineOptions, 'journal' | 'random' | 'onEvent'> {
  readonly stage: Stage;
  /** Secret name → JSON text; changes are seen at once. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Virtual time is installed as the time of this process until `close`. */
  readonly clock: Clock;
  readonly isVirtual: boolean;
  /** Another process's table, or a folder to keep it in; in memory when left out. */
  readonly table?: { readonly url: string } | { readonly path: string };
  readonly port?: number;
  /** What another process synthesised, for one that must start fast; synthesised here when left out. */
  readonly template?: LocalDesk;
  /** Changes what a function is given, to play faults. */
  readonly around?: (wiring: Wiring) => Wiring;
  /** Told before each invocation of a step or door. */
  readonly onInvoke?: (name: string, payload: unknown) => void;
  /** Done once everything is wired and before anything runs: no execution goes on, no delivery is taken until then. */
  readonly prepare?: (wiring: Wiring) => Promise<void>;
  /** Given the events of an execution so far, the longest it may wait for a wake, in seconds. @default as its steps say */
  readonly longestPoll?: (events: number) => number;
}

/** Access Desk as it runs on AWS, on this machine: the synthesised machine, the unchanged handlers, a real store. */
export interface Desk {
  readonly engine: Engine;
  /** Base of the HTTP API: `/webhooks/jira` and `/webhooks/servicenow` are below. */
  readonly doorUrl: string;
  readonly tableUrl: string;
  readonly tableName: string;
  readonly workflowUrl: string;
  /** Runs the sweep once, as the scheduler does. */
  sweep(): Promise<void>;
  /** Begins nothing new from now on, and resolves when what is under way has ended and is remembered. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the desk, and goes on with what the journal remembers. One per process, since AWS clients find their local
 * endpoints through the environment.
 */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const { clock, isVirtual } = options;
  const undoDate = isVirtual ? installDate(clock) : () => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'access-desk-'));
  const stageFile = join(folder, 'stage.json');
  writeFileSync(stageFile, JSON.stringify(options.stage));

  // Loaded only where it is needed: it brings the whole CDK.
  const template = options.template ?? (await import('./aws/template.ts')).synthesise();
  const byArn = new Map(template.functions.map((fn) => [fn.arn, fn]));
  const handlers = await loadHandlers();
  const gate = createGate();
  const invoke = (fn: LocalFunction, payload: unknown) =>
    gate.pass(async () => {
      options.onInvoke?.(fn.name, payload);
      const handler = handlers.get(fn.folder);
      if (handler === undefined) throw new Error(`no handler in functions/${fn.folder}`);
      return handler(payload, invocationContext(fn, randomUUID()));
    });
  const call: Invoke = async (reference, payload) => {
    const fn = byArn.get(reference);
    if (fn === undefined) throw new Error(`the machine calls a function the template does not have: ${reference}`);
    return invoke(fn, payload);
  };
  const named = (name: string): LocalFunction => {
    const fn = template.functions.find((one) => one.name === name);
    if (fn === undefined) throw new Error(`the template has no function ${name}`);
    return fn;
  };

  const { journal, random, onEvent, longestPoll } = options;
  const countEvents = async (executionArn: string) => (await engine.getExecutionHistory(executionArn)).length;
  const engine: Engine = createEngine({
    definition: template.definition,
    stateMachineArn: template.machineArn,
    clock,
    invoke: longestPoll ? withShortPolls(call, longestPoll, countEvents) : call,
    ...(journal && { journal }),
    ...(random && { random }),
    ...(onEvent && { onEvent }),
  });
  const { table } = options;
  const dynamo =
    table !== undefined && 'url' in table
      ? { url: table.url, close: async () => undefined }
      : await startDynamoDB({ ...table, tableName: template.tableName });
  const states = await startStepFunctions({ engine, stateMachineArn: template.machineArn });
  const secretsManager = await startSecretsManager(options.secrets);
  Object.assign(
    process.env,
    localEnvironment({ dynamoDB: dynamo.url, stepFunctions: states.url, secrets: secretsManager.url }),
  );
  const services = [states, secretsManager, dynamo];
  const ready = Promise.withResolvers<void>();
  const doors = template.functions.flatMap((fn) => {
    const system = systemOf(fn.name);
    return system === null ? [] : [[system, (event: unknown) => ready.promise.then(() => invoke(fn, event))] as const];
  });
  const close = async () => {
    for (const service of services) await service.close();
    rmSync(folder, { recursive: true, force: true });
    undoDate();
  };
  let door: RunningServer;
  try {
    // The port is taken first: whoever has it already must hear so before anything goes on.
    door = await serveDoors(new Map(doors), () => clock.now(), options.port);
    services.unshift(door);
    const wiring = await wireFunctions(options, template.functions, stageFile);
    await options.prepare?.(wiring);
    await engine.resume();
  } catch (error) {
    await close();
    throw error;
  }
  ready.resolve();

  return {
    engine,
    doorUrl: door.url,
    tableUrl: dynamo.url,
    tableName: template.tableName,
    workflowUrl: states.url,
    async sweep() {
      await invoke(named('SweepTickets'), {});
    },
    rest: gate.shut,
    close,
  };
}

/** The ticket system whose webhooks this function takes; null where it takes none. */
function systemOf(name: string): System | null {
  if (name === 'ReceiveJiraEvent' || name === 'ReceiveServiceNowEvent') return DOORS[name].system;
  return null;
}

/**
 * Every function gets exactly the environment the template gives it, so that a permission or variable that is missing on
 * AWS is missing here too.
 */
async function wireFunctions(
  { around = (wiring) => wiring, isVirtual }: DeskOptions,
  functions: readonly LocalFunction[],
  stageFile: string,
): Promise<Wiring> {
  // Loaded here and not above: the logger reads its level from the environment when it is loaded.
  const { rewire, systemClock, wire } = await import('#functions/common/wire.ts');
  // In virtual time a pause inside an invocation takes none: nobody could move the clock meanwhile.
  const clock = isVirtual ? { ...systemClock, sleep: async () => undefined } : systemClock;
  const wirings = new Map(
    functions.map(({ folder, environment }) => [
      folder,
      wire({ ...environment, ACCESS_DESK_CONFIG: stageFile }, clock),
    ]),
  );
  const wiring = around((folder) => {
    const wired = wirings.get(folder);
    if (wired === undefined) throw new Error(`the template has no function for ${folder}`);
    return wired(folder);
  });
  rewire(wiring);
  return wiring;
}
