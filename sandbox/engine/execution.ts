import type { Clock } from './clock.ts';
import type { Definition } from './definition.ts';
import { runtimeFailure, StateFailure, Terminated } from './failure.ts';
import { createHistory, type HistoryEvent } from './history.ts';
import { runMachine } from './interpret.ts';
import type { EndRecord, JournalRecord } from './journal.ts';
import { type Json, parseJson } from './json.ts';
import { historyLimit, type PayloadGauge } from './limits.ts';
import type { Invoke, Run } from './run.ts';
import { createSteps } from './steps.ts';
import type { Tokens } from './tokens.ts';

/** What an execution shares with the others of its engine. */
export interface Surroundings {
  definition: Definition;
  stateMachineArn: string;
  roleArn: string;
  clock: Clock;
  random: () => number;
  invoke: Invoke;
  tokens: Tokens;
  gauge: PayloadGauge;
  append: (executionName: string, record: JournalRecord) => void;
  onEvent: (executionArn: string, event: HistoryEvent) => void;
}

export interface Execution {
  readonly executionArn: string;
  readonly name: string;
  /** JSON text, as given. */
  readonly input: string;
  readonly startTime: number;
  /** How it ended; undefined while it runs. */
  end(): EndRecord | undefined;
  history(): readonly HistoryEvent[];
  /** Starts it, or goes on where the journal stops; resolves when it runs live. */
  start(): Promise<void>;
  stop(error: string | undefined, cause: string | undefined): void;
}

/** The ARN of an execution of the given name. */
export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/**
 * An execution, not yet started.
 * @param records what the journal holds of it after its first record; empty for a new one.
 */
export function createExecution(
  surroundings: Surroundings,
  beginning: { name: string; input: string; time: number },
  records: JournalRecord[],
): Execution {
  const { clock, definition } = surroundings;
  const { name, input, time: startTime } = beginning;
  const executionArn = executionArnOf(surroundings.stateMachineArn, name);
  const root = new AbortController();
  const append = (record: JournalRecord) => surroundings.append(name, record);
  const steps = createSteps({ startTime, records, append, clock });
  let ended = records.find((record) => record.type === 'ended');

  const history = createHistory({
    now: steps.now,
    onEvent: (event) => {
      // Whoever listens was told before what is only replayed.
      if (!steps.isReplaying()) surroundings.onEvent(executionArn, event);
    },
    onFull: () => {
      const full = `The execution reached the maximum number of history events (${historyLimit}).`;
      finish('FAILED', runtimeFailure(full));
      throw new Terminated(full);
    },
  });

  const finish = (status: EndRecord['status'], result: Json | StateFailure) => {
    if (ended) return;
    const failure = result instanceof StateFailure ? result : undefined;
    history.seal(eventOf[status], failure ? { error: failure.code } : undefined);
    ended = {
      type: 'ended',
      status,
      ...(result instanceof StateFailure ? endOf(result) : { output: JSON.stringify(result) }),
      time: steps.now(),
      history: [...history.events],
    };
    append(ended);
    root.abort(new Terminated('the execution has ended'));
  };

  const work = async (run: Run) => {
    try {
      history.record('ExecutionStarted');
      const scope = { run, path: '', signal: root.signal };
      finish('SUCCEEDED', await runMachine(scope, definition, run.input));
    } catch (error) {
      finish('FAILED', failureOf(error));
    }
  };

  const watchTimeout = async () => {
    if (definition.TimeoutSeconds === undefined) return;
    const due = steps.deadline('', startTime + definition.TimeoutSeconds * 1000);
    try {
      await clock.sleep(due - clock.now(), root.signal);
      finish('TIMED_OUT', new StateFailure('States.Timeout'));
    } catch {
      // The execution ended in time.
    }
  };

  return {
    executionArn,
    name,
    input,
    startTime,
    end: () => ended,
    history: () => ended?.history ?? history.events,
    async start() {
      if (ended) return;
      const run = { ...surroundings, executionArn, name, input: parseJson(input), startTime, steps, history };
      void work(run);
      if (steps.isReplaying()) await steps.replay().catch((error) => finish('FAILED', failureOf(error)));
      void watchTimeout();
    },
    stop: (error, cause) => finish('ABORTED', new StateFailure(error ?? '', cause)),
  };
}

const eventOf = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

function failureOf(error: unknown): StateFailure {
  return error instanceof StateFailure ? error : runtimeFailure(`${error}`);
}

/** A Fail state or a stop may name no error, and then none is shown. */
function endOf({ code, detail }: StateFailure): { error?: string; cause?: string | undefined } {
  return { ...(code === '' ? {} : { error: code }), cause: detail };
}
