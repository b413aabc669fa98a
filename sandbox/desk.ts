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
import { invocationContext, loadHandlers } from './lambda-host.ts';
import { startDynamoDB } from './services/dynamodb.ts';
import { localEnvironment } from './services/environment.ts';
import { startSecretsManager } from './services/secrets.ts';
import { startStepFunctions } from './services/step-functions.ts';

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
}

/** Access Desk as it runs on AWS, on this machine: the synthesised machine, the unchanged handlers, a real store. */
export interface Desk {
  readonly engine: Engine;
  /** Base of the HTTP API: `/webhooks/jira` and `/webhooks/servicenow` are below. */
  readonly doorUrl: string;
  readonly tableUrl: string;
  /** Runs the sweep once, as the scheduler does. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the desk; one per process, since AWS clients find their local endpoints through the environment. */
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
  const invoke = (fn: LocalFunction, payload: unknown) => {
    options.onInvoke?.(fn.name, payload);
    const handler = handlers.get(fn.folder);
    if (handler === undefined) throw new Error(`no handler in functions/${fn.folder}`);
    return handler(payload, invocationContext(fn, randomUUID()));
  };
  const call = async (reference: string, payload: unknown) => {
    const fn = byArn.get(reference);
    if (fn === undefined) throw new Error(`the machine calls a function the template does not have: ${reference}`);
    return invoke(fn, payload);
  };
  const named = (name: string): LocalFunction => {
    const fn = template.functions.find((one) => one.name === name);
    if (fn === undefined) throw new Error(`the template has no function ${name}`);
    return fn;
  };

  const { journal, random, onEvent } = options;
  const engine = createEngine({
    definition: template.definition,
    stateMachineArn: template.machineArn,
    clock,
    invoke: call,
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
  await wireFunctions(options, template.functions, stageFile);
  const doors = template.functions.flatMap((fn) => {
    const system = systemOf(fn.name);
    return system === null ? [] : [[system, (event: unknown) => invoke(fn, event)] as const];
  });
  const door = await serveDoors(new Map(doors), () => clock.now(), options.port);

  return {
    engine,
    doorUrl: door.url,
    tableUrl: dynamo.url,
    async sweep() {
      await invoke(named('SweepTickets'), {});
    },
    async close() {
      for (const service of [door, states, secretsManager, dynamo]) await service.close();
      rmSync(folder, { recursive: true, force: true });
      undoDate();
    },
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
): Promise<void> {
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
  rewire(
    around((folder) => {
      const wiring = wirings.get(folder);
      if (wiring === undefined) throw new Error(`the template has no function for ${folder}`);
      return wiring(folder);
    }),
  );
}
