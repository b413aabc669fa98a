import { StateFailure, Terminated } from './failure.ts';
import type { Json } from './json.ts';
import type { Scope, Visit } from './run.ts';

/**
 * Runs one flow per item, at most `atOnce` of them together, for a Parallel or a Map, and records its events.
 * The first flow that fails ends the others; only once they have stopped does the failure go on.
 * @returns the outputs in the order of the items.
 */
export async function fanOut<Item>(
  visit: Visit,
  kind: 'Parallel' | 'Map',
  items: Item[],
  atOnce: number,
  start: (item: Item, scope: Scope, index: number) => Promise<Json>,
): Promise<Json[]> {
  const { history } = visit.scope.run;
  const group = new AbortController();
  const signal = AbortSignal.any([visit.scope.signal, group.signal]);
  const outputs: Json[] = [];
  const failures: unknown[] = [];
  const queue = items.entries();

  const iteration = (outcome: 'Started' | 'Succeeded' | 'Failed' | 'Aborted', index: number) => {
    if (kind === 'Map') history.record(`MapIteration${outcome}`, visit.stateName, { index });
  };
  const runOne = async (item: Item, index: number) => {
    try {
      iteration('Started', index);
      const path = `${visit.path}#${visit.retries}[${index}]`;
      outputs[index] = await start(item, { ...visit.scope, path, signal }, index);
      iteration('Succeeded', index);
    } catch (error) {
      failures.push(error);
      iteration(signal.aborted ? 'Aborted' : 'Failed', index);
      group.abort(new Terminated('another branch failed'));
    }
  };
  // The workers share one queue, so each item is taken once and in order.
  const worker = async () => {
    for (const [index, item] of queue) {
      if (signal.aborted) return;
      await runOne(item, index);
    }
  };

  history.record(`${kind}StateStarted`, visit.stateName, kind === 'Map' ? { length: items.length } : undefined);
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  visit.scope.signal.throwIfAborted();
  const [failure] = failures;
  if (failure === undefined) {
    history.record(`${kind}StateSucceeded`, visit.stateName);
    return outputs;
  }
  const error = failure instanceof StateFailure ? { error: failure.code } : undefined;
  history.record(`${kind}StateFailed`, visit.stateName, error);
  throw failure;
}
