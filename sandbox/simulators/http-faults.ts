/** What can go wrong between a client and a server, as a test asks for it. */
export type Fault =
  /** Answered at once; the handler never runs. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly json?: unknown;
      readonly text?: string;
    }
  /** A login page with status 200 instead of JSON; the handler never runs. */
  | { readonly kind: 'html' }
  /** The socket dies before the handler runs: nothing took effect. */
  | { readonly kind: 'resetBefore' }
  /** The handler runs, then the socket dies: the effect happened, the client cannot know. */
  | { readonly kind: 'resetAfter' }
  /** The handler runs, and another answer than its own is sent: the effect happened, the client is told of a failure. */
  | { readonly kind: 'answerAfter'; readonly status: number; readonly text: string }
  /** The handler never runs and no answer ever comes; freed when the server closes. */
  | { readonly kind: 'hang' }
  /** The handler runs `delayMs` milliseconds (real time) later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The handler runs; half of its body arrives, then a clean end. */
  | { readonly kind: 'truncate' };

/** Which requests a fault is for. Without `method` and `path` every request fits; `nth` counts fitting requests from 1. */
export interface FaultMatch {
  readonly method?: string;
  readonly path?: RegExp;
  readonly nth?: number;
}

/** One planned fault: it hits `times` fitting requests (default 1) in a row, starting at `match.nth` (default 1). */
export interface PlannedFault {
  readonly match?: FaultMatch;
  readonly times?: number;
  readonly fault: Fault;
}

/** The faults a server still has to show. */
export interface Faults {
  add(planned: PlannedFault): void;
  clear(): void;
  /** The fault for this request, if one is due; counts the request. `path` is the path as sent, without the query. */
  next(method: string, path: string): Fault | undefined;
}

/** An empty list of faults. The first planned fault that is due wins; the others have still seen the request. */
export function createFaults(): Faults {
  let planned: { plan: PlannedFault; seen: number }[] = [];
  return {
    add(plan) {
      planned.push({ plan, seen: 0 });
    },
    clear() {
      planned = [];
    },
    next(method, path) {
      let due: Fault | undefined;
      for (const entry of planned) {
        const { match = {}, times = 1, fault } = entry.plan;
        if (match.method !== undefined && match.method !== method) continue;
        if (match.path !== undefined && path.search(match.path) < 0) continue;
        entry.seen += 1;
        const first = match.nth ?? 1;
        if (due === undefined && entry.seen >= first && entry.seen < first + times) due = fault;
      }
      return due;
    },
  };
}
