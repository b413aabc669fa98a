import type { Clock } from '../engine/clock.ts';
import type { Fault, FaultKind, OutgoingCall } from './faults.ts';
import { currentInvocation, outside, ProcessDied, sleepIn, unlessDead } from './invocation.ts';

/** A call as its protocol sees it. */
export interface Passage<T> {
  readonly call: OutgoingCall;
  /** Does what is asked of the other side. */
  perform(): Promise<T>;
  /** What the caller gets where nothing was done and this is said; throws where no answer comes. */
  refuse(kind: FaultKind, seconds: number): T;
  /** What becomes of an answer on its way back that is not to arrive whole; throws where the connection breaks off. */
  spoil(kind: FaultKind, answer: T): Promise<T>;
  /** Aborted when the caller does not wait any longer. */
  readonly signal?: AbortSignal;
}

export interface Network {
  through<T>(passage: Passage<T>): Promise<T>;
  /** Effects that are still on their way, though nobody waits for them. */
  readonly underWay: () => number;
}

export interface NetworkOptions {
  readonly clock: Clock;
  readonly faultFor: (call: OutgoingCall) => Fault | undefined;
  /** Told of each call before anything happens to it. */
  readonly onCall: (call: OutgoingCall) => void;
  readonly onFault: (call: OutgoingCall, fault: Fault) => void;
}

/** What lies between the functions and everything they call. */
export function createNetwork({ clock, faultFor, onCall, onFault }: NetworkOptions): Network {
  let onTheWay = 0;

  /** Is done although whoever asked will not hear of it. */
  const later = (seconds: number, perform: () => Promise<unknown>) => {
    onTheWay += 1;
    const arrived = () => {
      onTheWay -= 1;
    };
    outside(() => clock.sleep(seconds * 1000).then(perform)).then(arrived, arrived);
  };
  /** Until the caller gives up, or its time is over. */
  const silence = async (signal: AbortSignal | undefined): Promise<never> => {
    await sleepIn(clock, 24 * 3_600_000, signal);
    throw new Error('nobody waits that long');
  };

  const freeze = async (seconds: number) => {
    const invocation = currentInvocation();
    if (invocation !== undefined) invocation.frozenUntil = clock.now() + seconds * 1000;
    await sleepIn(clock, seconds * 1000);
  };

  async function meet<T>(passage: Passage<T>, { kind, seconds }: Fault): Promise<T> {
    const invocation = currentInvocation();
    switch (kind) {
      case 'slow':
        await sleepIn(clock, seconds * 1000, passage.signal);
        return passage.perform();
      case 'frozen before':
        await freeze(seconds);
        return passage.perform();
      case 'frozen after': {
        const answer = await passage.perform();
        await freeze(seconds);
        return answer;
      }
      case 'killed late':
        later(seconds, passage.perform);
        invocation?.die(new ProcessDied());
        break;
      case 'killed after':
        await passage.perform();
        invocation?.die(new ProcessDied());
        break;
      case 'killed before':
        invocation?.die(new ProcessDied());
        break;
      case 'killed silent':
        invocation?.die(null);
        break;
      case 'late':
        later(seconds, passage.perform);
        return passage.signal ? silence(passage.signal) : passage.refuse('timeout', seconds);
      case 'timeout':
        return passage.signal ? silence(passage.signal) : passage.refuse('timeout', seconds);
      case 'reset after':
      case 'cut off':
        return passage.spoil(kind, await passage.perform());
      default:
        return passage.refuse(kind, seconds);
    }
    await unlessDead();
    throw new ProcessDied();
  }

  return {
    underWay: () => onTheWay,
    async through(passage) {
      await unlessDead();
      const frozen = (currentInvocation()?.frozenUntil ?? 0) - clock.now();
      if (frozen > 0) await sleepIn(clock, frozen);
      onCall(passage.call);
      const fault = faultFor(passage.call);
      if (fault !== undefined) onFault(passage.call, fault);
      const answer = fault === undefined ? await passage.perform() : await meet(passage, fault);
      await unlessDead();
      return answer;
    },
  };
}
