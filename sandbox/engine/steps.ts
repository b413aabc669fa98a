import { eventLoopTurn, untilAborted } from './activity.ts';
import type { Clock } from './clock.ts';
import { runtimeFailure, StateFailure } from './failure.ts';
import type { JournalRecord, StepOutcome } from './journal.ts';
import type { Json } from './json.ts';

/**
 * The steps of one execution whose outcome the interpreter cannot compute: task results and timers. Each is known by
 * its path and remembered in the journal; given the same outcomes in the same order, the interpreter does the same.
 */
export interface Steps {
  /** The execution's time: while it is replayed, the time at which what is being replayed happened. */
  now(): number;
  /**
   * The outcome of a step: the remembered one, else that of `live`, which is remembered if the step still matters then.
   * @throws {StateFailure} when the step failed, or the signal's reason when the step stopped mattering.
   */
  once(path: string, signal: AbortSignal, live: () => Promise<Json>): Promise<Json>;
  /** When a step's time is up: as remembered, else `proposed`, which is remembered. */
  deadline(path: string, proposed: number): number;
  /** True while remembered outcomes are being handed out. */
  isReplaying(): boolean;
  /** Hands out the remembered outcomes. Resolves when there are none left and steps run live. */
  replay(): Promise<void>;
}

type Remembered = Extract<JournalRecord, { type: 'outcome' }>;

/** The name under which the handing over of a token task's work is remembered, apart from the task's own outcome. */
export function submissionOf(path: string): string {
  return `${path}~submitted`;
}

/**
 * @param records what the journal holds of this execution; empty for a new one.
 * @param append adds a record to the journal.
 */
export function createSteps(options: {
  startTime: number;
  records: JournalRecord[];
  append: (record: JournalRecord) => void;
  clock: Clock;
}): Steps {
  const { clock, append } = options;
  const deadlines = new Map(
    options.records.flatMap((record) => (record.type === 'deadline' ? [[record.path, record.time]] : [])),
  );
  const remembered = withoutOpenSubmissions(options.records.filter((record) => record.type === 'outcome'));
  const waiting = new Map<string, (outcome: StepOutcome | undefined) => void>();
  let replaying = options.records.length > 0;
  let replayTime = options.startTime;

  const now = () => (replaying ? replayTime : clock.now());

  /** The remembered outcome, once everything before it has happened again; undefined when the step must run live. */
  const recall = async (path: string, signal: AbortSignal): Promise<StepOutcome | undefined> => {
    if (!replaying) return undefined;
    const { promise, resolve } = Promise.withResolvers<StepOutcome | undefined>();
    waiting.set(path, resolve);
    return untilAborted(signal, promise).finally(() => waiting.delete(path));
  };

  return {
    now,
    isReplaying: () => replaying,
    deadline(path, proposed) {
      const known = deadlines.get(path);
      if (known !== undefined) return known;
      append({ type: 'deadline', path, time: proposed });
      return proposed;
    },
    async once(path, signal, live) {
      const outcome = await recall(path, signal);
      if (outcome) return unwrap(outcome);
      const fresh = await untilAborted(signal, outcomeOf(live()));
      signal.throwIfAborted();
      append({ type: 'outcome', path, outcome: fresh, time: clock.now() });
      return unwrap(fresh);
    },
    async replay() {
      for (const { path, outcome, time } of remembered) {
        await eventLoopTurn();
        const deliver = waiting.get(path);
        if (!deliver) throw runtimeFailure(`the journal does not fit the definition: it has ${path}`);
        replayTime = time;
        deliver(outcome);
      }
      await eventLoopTurn();
      replaying = false;
      for (const goLive of waiting.values()) goLive(undefined);
    },
  };
}

/** A token task that was handed over but not answered runs again, since its token died with the process. */
function withoutOpenSubmissions(outcomes: Remembered[]): Remembered[] {
  const suffix = submissionOf('');
  const ended = new Set(outcomes.map(({ path }) => path));
  return outcomes.filter(({ path }) => !path.endsWith(suffix) || ended.has(path.slice(0, -suffix.length)));
}

async function outcomeOf(work: Promise<Json>): Promise<StepOutcome> {
  try {
    return { kind: 'value', value: await work };
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    return { kind: 'failure', code: error.code, detail: error.detail };
  }
}

function unwrap(outcome: StepOutcome): Json {
  if (outcome.kind === 'value') return outcome.value;
  throw new StateFailure(outcome.code, outcome.detail);
}
