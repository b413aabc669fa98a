import { type VirtualClock, virtualClock } from '#sandbox/engine/clock.ts';
import { createEngine, type Engine, type EngineOptions } from '#sandbox/engine/engine.ts';

export const startOfTime = Date.UTC(2026, 10, 23, 9, 0, 0);
const machineArn = 'arn:aws:states:eu-central-1:111111111111:stateMachine:desk';

/** The ARN under which the functions of a test bench are known. */
export function lambda(name: string): string {
  return `arn:aws:lambda:eu-central-1:111111111111:function:${name}`;
}

type Handler = (payload: unknown, attempt: number) => unknown;

interface Bench {
  engine: Engine;
  clock: VirtualClock;
  /** Every call so far: function, payload, and the virtual second it came at. */
  calls: { name: string; payload: unknown; second: number }[];
  /** Lets everything happen that happens by itself, timers included; throws when it never ends. */
  drain(): Promise<void>;
  /** Starts an execution, drains, and tells how it ended. */
  run(input?: unknown, name?: string): Promise<{ status: string; output: unknown; error?: string; cause?: string }>;
  /** The event types of an execution, in order. */
  events(name?: string): Promise<string[]>;
}

/** An engine in virtual time over plain functions, found by the last part of their ARN. */
export function bench(
  definition: unknown,
  handlers: Record<string, Handler> = {},
  options: Partial<EngineOptions> & { clock?: VirtualClock } = {},
): Bench {
  const clock = options.clock ?? virtualClock(startOfTime);
  const calls: Bench['calls'] = [];
  const engine = createEngine({
    definition,
    stateMachineArn: machineArn,
    invoke: async (functionRef, payload, { attempt }) => {
      const name = functionRef.split(':').at(-1) ?? '';
      calls.push({ name, payload, second: (clock.now() - startOfTime) / 1000 });
      const handler = handlers[name];
      if (!handler) throw new Error(`no function ${name}`);
      return handler(payload, attempt);
    },
    ...options,
    clock,
  });
  const drain = async () => {
    for (let jumps = 0; jumps < 10_000; jumps += 1) {
      await engine.settled();
      if (!clock.jump()) return;
    }
    throw new Error('the execution never comes to rest');
  };
  const arnOf = (name: string) => `${machineArn.replace('stateMachine', 'execution')}:${name}`;
  return {
    engine,
    clock,
    calls,
    drain,
    async run(input = {}, name = 'run-1') {
      const { executionArn } = await engine.startExecution({ name, input: JSON.stringify(input) });
      await drain();
      const { status, output, error, cause } = await engine.describeExecution(executionArn);
      const parsed: unknown = output === undefined ? undefined : JSON.parse(output);
      return {
        status,
        output: parsed,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    },
    events: async (name = 'run-1') => (await engine.getExecutionHistory(arnOf(name))).map(({ type }) => type),
  };
}

/** A machine of one task called `Work`, with further fields. */
export function oneTask(fields: Record<string, unknown> = {}): { StartAt: string; States: Record<string, unknown> } {
  const Work = { Type: 'Task', Resource: lambda('work'), End: true, ...fields };
  return { StartAt: 'Work', States: { Work, Caught: { Type: 'Pass', End: true } } };
}

/** A task `Ask` that hands its token to the function `ask` and waits for the answer. */
export function askTask(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: lambda('ask'), Payload: { 'token.$': '$$.Task.Token' } },
    End: true,
    ...fields,
  };
}

/** An error as a handler throws it, with a name of its own. */
export function named(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}
