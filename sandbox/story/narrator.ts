import * as z from 'zod';
import type { HistoryEvent } from '../engine/history.ts';
import type { Screen } from './screen.ts';
import { STEP_MEANINGS } from './step-meanings.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** A moment of the story: `Mon 09:00:40`. */
export function storyTime(time: number): string {
  const at = new Date(time);
  return `${DAYS[at.getUTCDay()]} ${at.toISOString().slice(11, 19)}`;
}

/** What a poll goes through when nobody has done anything. */
const POLLING: ReadonlySet<string> = new Set([
  'ReadApproval',
  'ReadIdentityTask',
  'VerifyMemberships',
  'ResolvePrincipals',
]);

const doorEventSchema = z.object({ body: z.string() });

const meanings: Readonly<Record<string, string | undefined>> = STEP_MEANINGS;
const NAME_WIDTH = Math.max(...Object.keys(STEP_MEANINGS).map((name) => name.length));

/** Tells the workflow's steps while they happen; polls that find nothing become one line. */
export class Narrator {
  /** Called before each line, for what is to be told first. */
  before: () => void = () => undefined;
  /** While true, deliveries are not told: somebody else tells them. */
  mute = false;
  /** What the body of a webhook says; undefined where it is not worth a line. */
  tell: (body: unknown) => string | undefined = () => undefined;
  readonly #screen: Screen;
  /** States an execution has entered. */
  readonly #entered = new Map<string, Set<string>>();
  /** For what an execution has been told to wait. */
  readonly #waiting = new Map<string, string>();
  /** Steps of a poll that may turn out to have found nothing. */
  #held: { readonly time: number; readonly state: string }[] = [];
  #looks = 0;
  #lastLook = 0;
  #sweptAt: number | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** To be given to the engine. */
  readonly onEvent = (execution: string, { type, state, time }: HistoryEvent): void => {
    if (type === 'ExecutionStarted') this.#started(execution, time);
    else if (type === 'TaskStateEntered' && state !== undefined) this.#step(execution, state, time);
    else if (type === 'ExecutionSucceeded') this.#succeeded(execution, time);
    else if (type === 'ExecutionFailed') this.#line(time, runOf(execution), 'FAILED');
  };

  /** To be given to the desk. */
  readonly onInvoke = (name: string, payload: unknown): void => {
    if (name === 'SweepTickets') this.#sweptAt = Date.now();
    if (!name.startsWith('Receive') || this.mute) return;
    const told = this.tell(bodyOf(payload));
    if (told !== undefined) this.#line(Date.now(), '(webhook)', told);
  };

  /** Ends a part of the story; with `afresh` the next poll is told again. */
  pause(afresh: boolean): void {
    this.before();
    this.#tellHeld();
    if (afresh) this.#waiting.clear();
  }

  #started(execution: string, time: number): void {
    if (this.#sweptAt === time) this.#line(time, '(sweep)', 'looks for what no webhook told');
    this.#line(time, runOf(execution), 'the state machine starts');
    this.#entered.set(execution, new Set());
  }

  #step(execution: string, state: string, time: number): void {
    this.#entered.get(execution)?.add(state);
    const waits = state.startsWith('Await');
    if (waits && this.#waiting.get(execution) === state) {
      this.#held = [];
      this.#looks += 1;
      this.#lastLook = time;
    } else if (this.#waiting.has(execution) && POLLING.has(state)) this.#held.push({ time, state });
    else this.#line(time, state, meanings[state] ?? '');
    if (waits) this.#waiting.set(execution, state);
  }

  #succeeded(execution: string, time: number): void {
    const states = this.#entered.get(execution);
    const silent = states?.size === 1 && states.has('ReadRequest');
    this.#line(time, runOf(execution), silent ? 'nothing new: ends without a word' : 'the state machine ends');
  }

  /** What was held back comes first. */
  #line(time: number, name: string, text: string): void {
    this.pause(false);
    this.#print(time, name, text);
  }

  #print(time: number, name: string, text: string): void {
    this.#screen.entry(`  ${storyTime(time)}  ${name.padEnd(NAME_WIDTH)}  `, text, 'quiet');
  }

  #tellHeld(): void {
    if (this.#looks > 0) {
      const times = this.#looks === 1 ? 'looked once more' : `looked ${this.#looks} more times`;
      this.#print(this.#lastLook, '…', `${times}, nothing new`);
    }
    for (const { time, state } of this.#held) this.#print(time, state, meanings[state] ?? '');
    this.#looks = 0;
    this.#held = [];
  }
}

/** `(run 2)` of the execution `jira-10542-2`. */
function runOf(execution: string): string {
  return `(run ${execution.split('-').at(-1)})`;
}

/** The JSON a door is given; undefined where it is none. */
function bodyOf(payload: unknown): unknown {
  const event = doorEventSchema.safeParse(payload);
  if (!event.success) return undefined;
  try {
    return JSON.parse(Buffer.from(event.data.body, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
