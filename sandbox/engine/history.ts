import type { State } from './definition.ts';
import { historyLimit } from './limits.ts';

type Outcome = 'Succeeded' | 'Failed' | 'TimedOut';

/** The event types of GetExecutionHistory this engine can produce. */
export type EventType =
  | `Execution${'Started' | 'Aborted' | Outcome}`
  | `${State['Type']}StateEntered`
  | `${Exclude<State['Type'], 'Fail'>}StateExited`
  | `${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted`
  | `${'Parallel' | 'Map'}State${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `${'LambdaFunction' | 'Task'}${'Scheduled' | 'Started' | Outcome}`
  | 'TaskSubmitted';

/** One entry of an execution's history; payloads are left out. `time` is in milliseconds since the epoch. */
export interface HistoryEvent {
  id: number;
  type: string;
  time: number;
  state?: string | undefined;
  details?: Record<string, string | number> | undefined;
}

export interface History {
  readonly events: readonly HistoryEvent[];
  /** Adds an event; after `seal` it does nothing. Calls `onFull` instead when only an end would still fit. */
  record(type: EventType, state?: string, details?: Record<string, string | number>): void;
  /** Adds the last event and closes the history. */
  seal(type: EventType, details?: Record<string, string | number>): void;
}

/**
 * An execution's history, counted as AWS counts it: at 24,999 events only ExecutionSucceeded may follow, anything else
 * makes number 25,000 ExecutionFailed (AWS developer guide, "Avoid reaching the history quota").
 */
export function createHistory(options: {
  now: () => number;
  onEvent: (event: HistoryEvent) => void;
  onFull: () => never;
}): History {
  const events: HistoryEvent[] = [];
  let sealed = false;

  const add = (type: EventType, state: string | undefined, details: HistoryEvent['details']) => {
    const event = { id: events.length + 1, type, time: options.now(), state, details };
    events.push(event);
    options.onEvent(event);
  };

  return {
    events,
    record(type, state, details) {
      if (sealed) return;
      if (events.length >= historyLimit - 1) options.onFull();
      add(type, state, details);
    },
    seal(type, details) {
      sealed = true;
      add(type, undefined, details);
    },
  };
}
