import { createActivity } from './activity.ts';
import type { Clock } from './clock.ts';
import { parseDefinition } from './definition.ts';
import { ExecutionAlreadyExists, ExecutionDoesNotExist, InvalidExecutionInput, InvalidName } from './errors.ts';
import { createExecution, type Execution, executionArnOf, type Surroundings } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { type Journal, memoryJournal } from './journal.ts';
import { parseJson } from './json.ts';
import { createPayloadGauge, type Payloads, payloadLimit } from './limits.ts';
import type { Invoke } from './run.ts';
import { createTokens } from './tokens.ts';

export interface EngineOptions {
  /** The state machine in the Amazon States Language: an object or JSON text. */
  definition: unknown;
  stateMachineArn: string;
  /** Calls a function; `functionRef` is the ARN or `FunctionName` the definition names. An Error it throws fails the task. */
  invoke: Invoke;
  clock: Clock;
  /** Between 0 and 1, for retries with jitter. @default Math.random */
  random?: () => number;
  /** Where executions are remembered. @default in memory */
  journal?: Journal;
  /** Told of every history event when it happens; not again when a journal is replayed. */
  onEvent?: (executionArn: string, event: HistoryEvent) => void;
}

interface ExecutionDescription {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startDate: Date;
  stopDate?: Date;
  /** JSON text. */
  input: string;
  /** JSON text. */
  output?: string;
  error?: string;
  cause?: string;
}

/** The part of the AWS Step Functions API that one Standard state machine needs, and how to drive it. */
export interface Engine {
  /**
   * Starts an execution. The same name and input again, while it runs, is answered the same way.
   * @param request `input` is JSON text.
   * @throws {InvalidName | InvalidExecutionInput | ExecutionAlreadyExists}
   */
  startExecution(request: { name: string; input?: string }): Promise<{ executionArn: string; startDate: Date }>;
  /** @throws {ExecutionDoesNotExist} */
  describeExecution(executionArn: string): Promise<ExecutionDescription>;
  /** Ends an execution as ABORTED; one that has ended stays as it is. @throws {ExecutionDoesNotExist} */
  stopExecution(executionArn: string, error?: string, cause?: string): Promise<void>;
  /** All executions, the newest first. */
  listExecutions(): Promise<ExecutionDescription[]>;
  /** The history, oldest event first. @throws {ExecutionDoesNotExist} */
  getExecutionHistory(executionArn: string): Promise<readonly HistoryEvent[]>;
  /** @throws {InvalidToken | TaskDoesNotExist | TaskTimedOut | InvalidOutput} */
  sendTaskSuccess(request: { taskToken: string; output: string }): Promise<void>;
  /** @throws {InvalidToken | TaskDoesNotExist | TaskTimedOut} */
  sendTaskFailure(request: { taskToken: string; error?: string; cause?: string }): Promise<void>;
  /** @throws {InvalidToken | TaskDoesNotExist | TaskTimedOut} */
  sendTaskHeartbeat(request: { taskToken: string }): Promise<void>;
  /**
   * Resolves when no function runs and every execution waits for a token or a timer, or has ended. A function that
   * itself sleeps on a virtual clock holds this up until someone moves the clock.
   */
  settled(): Promise<void>;
  /** Takes up what the journal remembers; call it once, before anything else. Resolves when everything runs live again. */
  resume(): Promise<void>;
  /** The largest input and output of each state so far, in bytes. */
  payloads(): Payloads;
}

/**
 * An engine for one state machine.
 * @throws {InvalidDefinition} when the definition holds anything this engine does not run as AWS does.
 */
export function createEngine(options: EngineOptions): Engine {
  const { stateMachineArn, clock } = options;
  const activity = createActivity();
  const journal = options.journal ?? memoryJournal();
  const tokens = createTokens();
  const gauge = createPayloadGauge();
  const executions = new Map<string, Execution>();

  const surroundings: Surroundings = {
    definition: parseDefinition(options.definition),
    stateMachineArn,
    roleArn: `arn:aws:iam::${stateMachineArn.split(':')[4] ?? ''}:role/state-machine`,
    clock,
    random: options.random ?? Math.random,
    invoke: async (functionRef, payload, info) => activity.track(options.invoke(functionRef, payload, info)),
    tokens,
    gauge,
    append: (executionName, record) => journal.append(executionName, record),
    onEvent: options.onEvent ?? (() => undefined),
  };

  const find = (executionArn: string): Execution => {
    const execution = executions.get(executionArn);
    if (!execution) throw new ExecutionDoesNotExist(`Execution Does Not Exist: '${executionArn}'`);
    return execution;
  };
  const describe = (execution: Execution) => descriptionOf(execution, stateMachineArn);

  return {
    async startExecution({ name, input = '{}' }) {
      checkName(name);
      checkInput(input);
      const known = executions.get(executionArnOf(stateMachineArn, name));
      if (known && (known.end() || known.input !== input)) {
        throw new ExecutionAlreadyExists(`Execution Already Exists: '${known.executionArn}'`);
      }
      if (known) return { executionArn: known.executionArn, startDate: new Date(known.startTime) };
      const time = clock.now();
      const execution = createExecution(surroundings, { name, input, time }, []);
      journal.append(name, { type: 'started', name, input, time });
      executions.set(execution.executionArn, execution);
      await execution.start();
      return { executionArn: execution.executionArn, startDate: new Date(time) };
    },
    describeExecution: async (executionArn) => describe(find(executionArn)),
    stopExecution: async (executionArn, error, cause) => find(executionArn).stop(error, cause),
    listExecutions: async () => [...executions.values()].map(describe).reverse(),
    getExecutionHistory: async (executionArn) => [...find(executionArn).history()],
    sendTaskSuccess: async ({ taskToken, output }) => tokens.succeed(taskToken, output),
    sendTaskFailure: async ({ taskToken, error, cause }) => tokens.fail(taskToken, error ?? '', cause),
    sendTaskHeartbeat: async ({ taskToken }) => tokens.heartbeat(taskToken),
    settled: activity.settled,
    async resume() {
      const remembered = journal.read().flatMap(([first, ...rest]) => {
        return first?.type === 'started' ? [{ beginning: first, rest }] : [];
      });
      remembered.sort((a, b) => a.beginning.time - b.beginning.time);
      for (const { beginning, rest } of remembered) {
        const execution = createExecution(surroundings, beginning, rest);
        executions.set(execution.executionArn, execution);
        await activity.track(execution.start());
      }
    },
    payloads: () => structuredClone(gauge.payloads),
  };
}

/**
 * Execution names (AWS API reference, StartExecution, "name"): 1 to 80 characters, no white space, brackets, wildcards,
 * special or control characters.
 */
const forbidden = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

function checkName(name: string): void {
  if (name.length < 1 || name.length > 80 || forbidden.test(name)) throw new InvalidName(`Invalid Name: '${name}'`);
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input, 'utf8') > payloadLimit) throw new InvalidExecutionInput('input above 262,144 bytes');
  try {
    parseJson(input);
  } catch {
    throw new InvalidExecutionInput('the input is not JSON');
  }
}

function descriptionOf(execution: Execution, stateMachineArn: string): ExecutionDescription {
  const { executionArn, name, input } = execution;
  const common = { executionArn, stateMachineArn, name, startDate: new Date(execution.startTime), input };
  const end = execution.end();
  if (!end) return { ...common, status: 'RUNNING' };
  return {
    ...common,
    status: end.status,
    stopDate: new Date(end.time),
    ...(end.output === undefined ? {} : { output: end.output }),
    ...(end.error === undefined ? {} : { error: end.error }),
    ...(end.cause === undefined ? {} : { cause: end.cause }),
  };
}
