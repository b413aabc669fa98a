import {
  iteratorOf,
  type Machine,
  type MapState,
  type ParallelState,
  type PassState,
  type State,
  type TaskState,
} from './definition.ts';
import { runtimeFailure, StateFailure } from './failure.ts';
import { fanOut } from './fan-out.ts';
import type { Json } from './json.ts';
import { inlineMapConcurrency } from './limits.ts';
import { lookUp, type Path, putAt } from './path.ts';
import { matches, retryDelays } from './retry.ts';
import { type Scope, sourceOf, type Visit } from './run.ts';
import { runTask } from './task.ts';
import { waitUntil } from './wait.ts';

/** Where a state leads; no `next` means the flow ends with the output. */
interface Transition {
  output: Json;
  next?: string | undefined;
}

/**
 * Runs a flow of states from its start to its end.
 * @returns the output of its last state.
 * @throws {StateFailure} when a state fails and nothing catches it, or the reason of the scope's signal.
 */
export async function runMachine(scope: Scope, machine: Machine, input: Json): Promise<Json> {
  let transition: Transition = { output: input, next: machine.StartAt };
  for (let sequence = 0; transition.next !== undefined; sequence += 1) {
    const stateName: string = transition.next;
    const state = machine.States[stateName];
    if (!state) throw runtimeFailure(`no such state: ${stateName}`);
    scope.signal.throwIfAborted();
    const visit = {
      scope,
      path: `${scope.path}/${sequence}:${stateName}`,
      stateName,
      enteredAt: scope.run.steps.now(),
      rawInput: transition.output,
      retries: 0,
    };
    transition = await runState(state, visit);
  }
  return transition.output;
}

async function runState(state: State, visit: Visit): Promise<Transition> {
  const { history, gauge } = visit.scope.run;
  const { stateName, scope } = visit;
  history.record(`${state.Type}StateEntered`, stateName);
  try {
    gauge.measure(stateName, 'input', visit.rawInput);
    const transition = await transitionOf(state, visit);
    gauge.measure(stateName, 'output', transition.output);
    if (state.Type !== 'Fail') history.record(`${state.Type}StateExited`, stateName);
    return transition;
  } catch (error) {
    if (scope.signal.aborted && suspends(state)) history.record(`${state.Type}StateAborted`, stateName);
    throw error;
  }
}

function suspends(state: State): state is Extract<State, { Type: 'Task' | 'Wait' | 'Parallel' | 'Map' }> {
  return state.Type === 'Task' || state.Type === 'Wait' || state.Type === 'Parallel' || state.Type === 'Map';
}

async function transitionOf(state: State, visit: Visit): Promise<Transition> {
  if (state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map') {
    return withRetryAndCatch(state, visit);
  }
  if (state.Type === 'Fail') {
    const source = sourceOf(visit, visit.rawInput);
    const code = state.ErrorPath ? textOf(state.ErrorPath(source), 'ErrorPath') : state.Error;
    throw new StateFailure(code ?? '', state.CausePath ? textOf(state.CausePath(source), 'CausePath') : state.Cause);
  }
  const input = select(state.InputPath, visit, visit.rawInput);
  if (state.Type === 'Choice') {
    const source = sourceOf(visit, input);
    const next = state.Choices.find((branch) => branch.holds(source))?.Next ?? state.Default;
    if (next === undefined) throw new StateFailure('States.NoChoiceMatched', 'no rule matched and there is no Default');
    return { output: select(state.OutputPath, visit, input), next };
  }
  if (state.Type === 'Wait') await waitUntil(state, visit, input);
  const result = state.Type === 'Pass' ? passed(state, visit, input) : input;
  return { output: select(state.OutputPath, visit, result), next: 'Next' in state ? state.Next : undefined };
}

function textOf(value: Json, field: string): string {
  if (typeof value === 'string') return value;
  throw runtimeFailure(`${field} does not hold a string`);
}

function passed(state: PassState, visit: Visit, input: Json): Json {
  const prepared = state.Parameters ? state.Parameters(sourceOf(visit, input)) : input;
  return place(state.ResultPath, visit.rawInput, state.Result === undefined ? prepared : state.Result);
}

/** `InputPath` and `OutputPath`: absent leaves the data as it is, null empties it. */
function select(path: Path | null | undefined, visit: Visit, data: Json): Json {
  if (path === undefined) return data;
  if (path === null) return {};
  const found = lookUp(path, sourceOf(visit, data));
  if (found !== undefined) return found;
  throw runtimeFailure(`Invalid path '${path.text}': it could not be found in the data of ${visit.stateName}`);
}

/** `ResultPath`: absent replaces the state's raw input by the result, null drops the result. */
function place(path: Path | null | undefined, rawInput: Json, result: Json): Json {
  if (path === null) return rawInput;
  return path === undefined ? result : putAt(rawInput, path, result);
}

type FailingState = TaskState | ParallelState | MapState;

async function withRetryAndCatch(state: FailingState, visit: Visit): Promise<Transition> {
  const { steps, clock, random } = visit.scope.run;
  const { signal } = visit.scope;
  const delayAfter = retryDelays(state.Retry ?? [], random);
  for (;;) {
    try {
      return { output: await attemptOutput(state, visit), next: state.Next };
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      signal.throwIfAborted();
      const delay = delayAfter(error);
      if (delay === undefined) return caught(state, visit, error);
      const path = `${visit.path}#${visit.retries}~retry`;
      const due = steps.deadline(path, steps.now() + delay);
      await steps.once(path, signal, () => clock.sleep(due - clock.now(), signal).then(() => null));
      visit.retries += 1;
    }
  }
}

function caught(state: FailingState, visit: Visit, failure: StateFailure): Transition {
  const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
  if (!catcher) throw failure;
  const report = { Error: failure.code, ...(failure.detail === undefined ? {} : { Cause: failure.detail }) };
  return { output: place(catcher.ResultPath, visit.rawInput, report), next: catcher.Next };
}

/** One attempt of a state that can be retried, from `InputPath` to `OutputPath`. */
async function attemptOutput(state: FailingState, visit: Visit): Promise<Json> {
  const input = select(state.InputPath, visit, visit.rawInput);
  const result = await attemptResult(state, visit, input);
  const selected = state.ResultSelector ? state.ResultSelector(sourceOf(visit, result)) : result;
  const output = select(state.OutputPath, visit, place(state.ResultPath, visit.rawInput, selected));
  // Measured here, inside the attempt, so that a Catch that names States.DataLimitExceeded sees it.
  visit.scope.run.gauge.measure(visit.stateName, 'output', output);
  return output;
}

async function attemptResult(state: FailingState, visit: Visit, input: Json): Promise<Json> {
  if (state.Type === 'Task') return runTask(state, visit, input);
  return state.Type === 'Parallel' ? runParallel(state, visit, input) : runMap(state, visit, input);
}

async function runParallel(state: ParallelState, visit: Visit, input: Json): Promise<Json> {
  const prepared = state.Parameters ? state.Parameters(sourceOf(visit, input)) : input;
  return fanOut(visit, 'Parallel', state.Branches, state.Branches.length, (branch, scope) =>
    runMachine(scope, branch, prepared),
  );
}

async function runMap(state: MapState, visit: Visit, input: Json): Promise<Json> {
  const items = state.ItemsPath ? lookUp(state.ItemsPath, sourceOf(visit, input)) : input;
  if (!Array.isArray(items)) throw runtimeFailure(`${visit.stateName} needs an array of items`);
  const selector = state.ItemSelector ?? state.Parameters;
  const atOnce = Math.min(state.MaxConcurrency || inlineMapConcurrency, inlineMapConcurrency);
  return fanOut(visit, 'Map', items, atOnce, (item, outer, Index) => {
    const mapItem = { Index, Value: item };
    const itemInput = selector ? selector(sourceOf(visit, input, { mapItem })) : item;
    return runMachine({ ...outer, mapItem }, iteratorOf(state), itemInput);
  });
}
