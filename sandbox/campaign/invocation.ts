import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../engine/clock.ts';

/** One invocation of a function while it lasts. What it does outside finds it through the asynchronous context. */
export interface Invocation {
  /** Step or door. */
  readonly name: string;
  /** Counts all invocations of a world. */
  readonly id: number;
  /** Aborted when it is over, however. */
  readonly over: AbortSignal;
  /** How much of its work waits for virtual time to pass. */
  waiting: number;
  /** Limits set beside the work; they matter only once it waits. */
  readonly limits: { readonly at: number; readonly reach: () => void }[];
  /** Until when (milliseconds) its process stands still, timers included. */
  frozenUntil: number;
  isDead(): boolean;
  /** Ends it where it stands: what it asks for from now on is never answered. Null: nobody is told before its time is up. */
  die(error: Error | null): void;
}

const context = new AsyncLocalStorage<Invocation>();

/** The invocation this code runs for; undefined outside of any. */
export function currentInvocation(): Invocation | undefined {
  return context.getStore();
}

/** Runs work that belongs to nobody, such as what another system does later. */
export function outside<T>(work: () => T): T {
  return context.exit(work);
}

/** As Lambda's runtime reports the death of a process. */
export class ProcessDied extends Error {
  override readonly name: string;
  constructor(name = 'Lambda.Unknown') {
    super('the process exited before it answered');
    this.name = name;
  }
}

/** Made once: a reason made for each invocation would cost more than most invocations. */
const OVER = new Error('the invocation is over');

const never = () => new Promise<never>(() => undefined);

/**
 * Lets virtual time pass inside an invocation (or outside of any). One that has died never wakes up; what one that has
 * answered left behind runs on, as in Lambda when its container is used again.
 */
export async function sleepIn(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  const invocation = currentInvocation();
  if (invocation?.isDead()) return never();
  if (invocation === undefined) return clock.sleep(ms, signal);
  if (invocation.over.aborted) return sleepOn(clock, ms, signal);
  const until = clock.now() + ms;
  invocation.waiting += 1;
  for (const limit of invocation.limits.splice(0)) watch(clock, invocation, limit);
  try {
    const signals = signal === undefined ? [invocation.over] : [invocation.over, signal];
    await clock.sleep(ms, AbortSignal.any(signals));
    while (invocation.frozenUntil > clock.now()) await clock.sleep(invocation.frozenUntil - clock.now());
  } catch (error) {
    if (invocation.isDead()) return never();
    if (invocation.over.aborted && !signal?.aborted) return sleepOn(clock, until - clock.now(), signal);
    throw error;
  } finally {
    invocation.waiting -= 1;
  }
}

let leftBehind = 0;

/** How much of what answered invocations left behind waits for time to pass; others may wait for that. */
export function waitingBehind(): number {
  return leftBehind;
}

async function sleepOn(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  leftBehind += 1;
  try {
    await clock.sleep(ms, signal);
  } finally {
    leftBehind -= 1;
  }
}

/** Forgets what the world before has left behind. */
export function leaveNothingBehind(): void {
  leftBehind = 0;
}

/** Sets a limit beside the work of an invocation: `reach` is called after `ms`, unless it is over before. */
export function limitIn(clock: Clock, invocation: Invocation, ms: number, reach: () => void): void {
  const limit = { at: clock.now() + ms, reach };
  // Most work is done without any time passing: then its limits are never looked at.
  if (invocation.waiting === 0) invocation.limits.push(limit);
  else watch(clock, invocation, limit);
}

function watch(clock: Clock, invocation: Invocation, { at, reach }: Invocation['limits'][number]): void {
  const wait = async () => {
    await clock.sleep(at - clock.now(), invocation.over);
    while (invocation.frozenUntil > clock.now()) await clock.sleep(invocation.frozenUntil - clock.now());
    reach();
  };
  wait().catch(() => undefined);
}

/**
 * Runs the work as an invocation.
 * @param limitMs milliseconds after which the service ends it
 * @param live holds it while it lasts
 */
export async function runInvocation<T>(
  {
    name,
    id,
    limitMs,
    clock,
    live,
  }: { name: string; id: number; limitMs: number; clock: Clock; live: Set<Invocation> },
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const death = Promise.withResolvers<never>();
  let isDead = false;
  const invocation: Invocation = {
    name,
    id,
    over: over.signal,
    waiting: 0,
    limits: [],
    frozenUntil: 0,
    isDead: () => isDead,
    die(error) {
      if (over.signal.aborted) return;
      isDead = true;
      live.delete(invocation);
      if (error !== null) death.reject(error);
    },
  };
  live.add(invocation);
  clock.sleep(limitMs, over.signal).then(
    () => {
      isDead = true;
      death.reject(new ProcessDied('Sandbox.Timedout'));
    },
    () => undefined,
  );
  try {
    return await Promise.race([context.run(invocation, work), death.promise]);
  } finally {
    live.delete(invocation);
    over.abort(OVER);
  }
}

/** What a dead invocation gets instead of an answer. */
export function unlessDead(): Promise<void> {
  return currentInvocation()?.isDead() ? never() : Promise.resolve();
}
