import type { HistoryEvent } from '../engine/history.ts';
import { STEP_MEANINGS } from '../story/step-meanings.ts';
import type { RunTexts } from './run-texts.ts';

/** Prints one line: when (milliseconds), which ticket, what happens. */
export type Say = (time: number, ticket: string, text: string) => void;

/** What a poll goes through when nobody has done anything. */
const POLLING: ReadonlySet<string> = new Set([
  'ReadApproval',
  'ReadIdentityTask',
  'VerifyMemberships',
  'ResolvePrincipals',
]);

const ENDS: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

const MEANINGS: Readonly<Record<string, string | undefined>> = STEP_MEANINGS;

/** What has been told of a run. */
interface Told {
  /** The Await state it was told to wait in. */
  waiting: string | null;
  /** Steps of a poll that may turn out to have found nothing. */
  held: { readonly time: number; readonly text: string }[];
  /** The step that was told last: looking again is not told again. */
  last: string;
  /** When it began, while that is not told: until the ticket was read nobody knows what people call it. */
  begins: number | null;
  /** True once it did more than read the ticket. */
  worked: boolean;
}

/** Turns events of executions into short lines; a poll that finds nothing is not told. */
export function createRunLines(say: Say, texts: () => RunTexts) {
  const runs = new Map<string, Told>();
  // What the lines say is looked up, and they must keep their order.
  let queue: Promise<void> = Promise.resolve();
  const tell = (execution: string, time: number, text: string | (() => Promise<string>)) => {
    queue = queue.then(async () => {
      const words = typeof text === 'string' ? text : await text();
      say(time, await texts().ticketOf(execution), words);
    });
  };
  const tellHeld = (execution: string, told: Told) => {
    for (const { time, text } of told.held) tell(execution, time, text);
    told.held = [];
  };
  const toldOf = (execution: string): Told => {
    const told = runs.get(execution) ?? { waiting: null, held: [], last: '', begins: null, worked: false };
    runs.set(execution, told);
    return told;
  };

  function entered(execution: string, told: Told, state: string, time: number): void {
    if (state === 'ReadRequest') return;
    told.worked = true;
    if (told.begins !== null) tell(execution, told.begins, 'a run begins');
    told.begins = null;
    if (state.startsWith('Await')) {
      if (told.waiting === state) told.held = [];
      else {
        tellHeld(execution, told);
        tell(execution, time, () => texts().waitsFor(execution, state));
      }
      told.waiting = state;
    } else if (told.waiting !== null && POLLING.has(state)) told.held.push({ time, text: MEANINGS[state] ?? '' });
    else if (told.last !== state) {
      tellHeld(execution, told);
      tell(execution, time, MEANINGS[state] ?? '');
      told.last = state;
    }
  }

  /** A run that found nothing new ends without a word, here as on the ticket. */
  function ended(execution: string, told: Told, succeeded: boolean, time: number): void {
    if (succeeded && !told.worked) return;
    tellHeld(execution, told);
    tell(execution, time, () => texts().endOf(execution, succeeded));
  }

  return {
    /** To be given to the engine. */
    onEvent(executionArn: string, { type, state, time, details }: HistoryEvent): void {
      const execution = executionArn.split(':').at(-1) ?? executionArn;
      const told = toldOf(execution);
      if (type === 'ExecutionStarted') told.begins = time;
      else if (type === 'TaskStateEntered' && state !== undefined) entered(execution, told, state, time);
      else if (ENDS.has(type)) {
        ended(execution, told, type === 'ExecutionSucceeded', time);
      } else if ((type === 'LambdaFunctionFailed' || type === 'TaskFailed') && state !== undefined) {
        tellHeld(execution, told);
        tell(execution, time, () => texts().failureOf(execution, state, String(details?.error)));
        told.last = '';
      }
    },
    /** Tells of a run that goes on from an earlier process; `state` is where it stands. */
    goesOn(execution: string, state: string, time: number): void {
      const told = toldOf(execution);
      const waits = state.startsWith('Await');
      tell(execution, time, async () => {
        return `goes on: ${waits ? await texts().waitsFor(execution, state) : (MEANINGS[state] ?? state)}`;
      });
      if (waits) told.waiting = state;
      told.worked = true;
    },
    /** Resolves when everything so far has been printed. */
    printed: () => queue,
  };
}
