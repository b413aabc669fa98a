import * as z from 'zod';
import type { TaskState } from './definition.ts';
import { runtimeFailure, StateFailure, Terminated } from './failure.ts';
import type { EventType } from './history.ts';
import { type Json, jsonSchema, throughWire } from './json.ts';
import { lookUp, type Path, type Source } from './path.ts';
import { sourceOf, type Visit } from './run.ts';
import { submissionOf } from './steps.ts';
import type { Ticket } from './tokens.ts';

const invokeParameters = z.object({ FunctionName: z.string(), Payload: jsonSchema.default({}) });

/** One attempt of a Task, ready to run. */
interface Attempt {
  visit: Visit;
  path: string;
  functionRef: string;
  payload: Json;
  deadline: number | undefined;
  heartbeatMs: number | undefined;
}

/**
 * Runs one attempt of a Task and records its events.
 * @param input the state's input after `InputPath`.
 * @returns the task's result before `ResultSelector`.
 * @throws {StateFailure} as the function failed, or `States.Timeout`, `States.HeartbeatTimeout`,
 * `States.DataLimitExceeded`, `States.Runtime`.
 */
export async function runTask(state: TaskState, visit: Visit, input: Json): Promise<Json> {
  const { run } = visit.scope;
  const ticket = state.Resource.kind === 'waitForTaskToken' ? run.tokens.issue() : undefined;
  const events = state.Resource.kind === 'function' ? 'LambdaFunction' : 'Task';
  const record = (type: EventType, details?: Record<string, string>) =>
    run.history.record(type, visit.stateName, details);
  let scheduled = false;
  try {
    const attempt = prepare(state, visit, input, ticket);
    record(`${events}Scheduled`);
    scheduled = true;
    record(`${events}Started`);
    const result = await (ticket ? resultOfToken(attempt, ticket) : resultOfCall(state, attempt));
    record(`${events}Succeeded`);
    return result;
  } catch (error) {
    if (scheduled && error instanceof StateFailure) {
      record(`${events}${isTimeout(error) ? 'TimedOut' : 'Failed'}`, { error: error.code });
    }
    throw error;
  } finally {
    ticket?.close();
  }
}

function isTimeout({ code }: StateFailure): boolean {
  return code === 'States.Timeout' || code === 'States.HeartbeatTimeout';
}

function prepare(state: TaskState, visit: Visit, input: Json, ticket: Ticket | undefined): Attempt {
  const { run } = visit.scope;
  const source = sourceOf(visit, input, ticket ? { token: ticket.token } : {});
  const parameters = state.Parameters ? state.Parameters(source) : input;
  run.gauge.measure(visit.stateName, 'input', parameters);

  const path = `${visit.path}#${visit.retries}`;
  const timeout = secondsOf(state.TimeoutSeconds, state.TimeoutSecondsPath, source);
  const heartbeat = secondsOf(state.HeartbeatSeconds, state.HeartbeatSecondsPath, source);
  const deadline = timeout === undefined ? undefined : run.steps.deadline(path, run.steps.now() + timeout * 1000);
  const limits = { deadline, heartbeatMs: heartbeat === undefined ? undefined : heartbeat * 1000 };

  if (state.Resource.kind === 'function') {
    return { visit, path, functionRef: state.Resource.functionRef, payload: parameters, ...limits };
  }
  const call = invokeParameters.safeParse(parameters);
  if (!call.success) throw runtimeFailure('the parameters of lambda:invoke need a FunctionName');
  return { visit, path, functionRef: call.data.FunctionName, payload: call.data.Payload, ...limits };
}

function secondsOf(fixed: number | undefined, path: Path | undefined, source: Source): number | undefined {
  if (!path) return fixed;
  const value = lookUp(path, source);
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw runtimeFailure(`${path.text} does not hold a positive whole number of seconds`);
}

async function resultOfCall(state: TaskState, attempt: Attempt): Promise<Json> {
  const { scope, stateName } = attempt.visit;
  return scope.run.steps.once(attempt.path, scope.signal, () =>
    withinTime(attempt, async () => {
      const answer = await call(attempt);
      const result = state.Resource.kind === 'invoke' ? { Payload: answer } : answer;
      scope.run.gauge.measure(stateName, 'output', result);
      return result;
    }),
  );
}

/**
 * The function only takes the work over; its answer is thrown away, its failure fails the task. The result is what the
 * token is answered with, which may be before the function has returned.
 */
async function resultOfToken(attempt: Attempt, ticket: Ticket): Promise<Json> {
  const { scope, stateName } = attempt.visit;
  const { steps, history } = scope.run;
  const over = new AbortController();
  const signal = AbortSignal.any([scope.signal, over.signal]);

  const refused = steps
    .once(submissionOf(attempt.path), signal, async () => {
      throwIfLate(attempt);
      await call(attempt);
      return null;
    })
    .then(() => {
      history.record('TaskSubmitted', stateName);
      return new Promise<never>(() => undefined);
    });
  refused.catch(() => undefined);

  try {
    return await steps.once(attempt.path, signal, () =>
      withinTime(attempt, () => Promise.race([ticket.answer, refused]), ticket),
    );
  } finally {
    over.abort(new Terminated('the attempt is over'));
  }
}

/** Calls the function. A call that is no longer waited for goes on by itself, as a Lambda invocation does. */
async function call({ visit, functionRef, payload }: Attempt): Promise<Json> {
  const { run } = visit.scope;
  const info = { executionArn: run.executionArn, stateName: visit.stateName, attempt: visit.retries + 1 };
  try {
    return throughWire(await run.invoke(functionRef, throughWire(payload), info));
  } catch (error) {
    throw lambdaFailure(error);
  }
}

/** What Lambda's Node runtime reports of an error: its name as the error, this document as the cause. */
function lambdaFailure(error: unknown): StateFailure {
  const [errorType, errorMessage] = error instanceof Error ? [error.name, error.message] : [typeof error, `${error}`];
  return new StateFailure(errorType, JSON.stringify({ errorType, errorMessage, trace: [] }));
}

function throwIfLate({ deadline, visit }: Attempt): void {
  if (deadline !== undefined && deadline <= visit.scope.run.clock.now()) throw new StateFailure('States.Timeout');
}

/** The outcome of the work, or a timeout: of the whole attempt, or between two heartbeats of its token. */
async function withinTime(attempt: Attempt, work: () => Promise<Json>, ticket?: Ticket): Promise<Json> {
  const { clock } = attempt.visit.scope.run;
  const { deadline, heartbeatMs } = attempt;
  throwIfLate(attempt);
  const over = new AbortController();
  const signal = AbortSignal.any([attempt.visit.scope.signal, over.signal]);
  const contenders = [work()];
  if (deadline !== undefined) contenders.push(failAfter(clock.sleep(deadline - clock.now(), signal), 'States.Timeout'));
  if (heartbeatMs !== undefined) contenders.push(silence(attempt, heartbeatMs, signal, ticket));
  try {
    return await Promise.race(contenders);
  } finally {
    over.abort(new Terminated('the attempt is over'));
  }
}

async function failAfter(time: Promise<void>, code: string): Promise<never> {
  await time;
  throw new StateFailure(code);
}

/** Fails when no heartbeat comes in time. A fresh timer per heartbeat; the loop ends with the attempt. */
async function silence(attempt: Attempt, ms: number, signal: AbortSignal, ticket: Ticket | undefined): Promise<never> {
  const { clock } = attempt.visit.scope.run;
  let lastBeat = clock.now();
  if (ticket) {
    ticket.onHeartbeat = () => {
      lastBeat = clock.now();
    };
  }
  while (lastBeat + ms > clock.now()) await clock.sleep(lastBeat + ms - clock.now(), signal);
  throw new StateFailure('States.HeartbeatTimeout');
}
