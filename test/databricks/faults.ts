import { AsyncLocalStorage } from 'node:async_hooks';
import { onTestFinished, vi } from 'vitest';
import type { DatabricksSimulator } from '#sandbox/simulators/databricks/server.ts';
import type { Fault, FaultMatch } from '#sandbox/simulators/http-faults.ts';

const limited = { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Too many requests.' };
const conflict = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  detail: 'ResourceConflict: the group is being changed',
  status: '409',
};

/** What a misbehaving Databricks, or something between it and us, has been seen to do to a call. */
export const FAULTS = {
  '429 with Retry-After': { kind: 'answer', status: 429, headers: { 'retry-after': '20' }, json: limited },
  '429 without Retry-After': { kind: 'answer', status: 429, json: limited },
  '500 InternalError: None': { kind: 'answer', status: 500, text: 'InternalError: None' },
  '409': { kind: 'answer', status: 409, json: conflict },
  'reset before': { kind: 'resetBefore' },
  'reset after': { kind: 'resetAfter' },
  'no answer': { kind: 'hang' },
  'slow answer': { kind: 'delay', delayMs: 40 },
  'login page': { kind: 'html' },
  'truncated JSON': { kind: 'truncate' },
} as const satisfies Record<string, Fault>;

/** The membership is written, and the answer is a failure. */
export const FAILURES_AFTER = {
  'InternalError though taken': { kind: 'answerAfter', status: 500, text: 'InternalError: None' },
  '503 though taken': { kind: 'answerAfter', status: 503, text: 'upstream connect error' },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const faults = Object.entries<Fault>(FAULTS);
/** Those that leave a call without its answer, as long as they last. */
export const lasting = faults.filter(([, { kind }]) => kind !== 'delay');

/** Lets `times` calls of a kind, from the `nth` on, meet a fault; one of them unless told otherwise. */
export function misbehave(
  simulator: DatabricksSimulator,
  fault: Fault,
  { times = 1, ...match }: FaultMatch & { readonly times?: number },
): void {
  if (fault.kind === 'hang' && !vi.isMockFunction(globalThis.fetch)) endTheWaitForWhatHangs(simulator);
  simulator.faults.add({ match, times, fault });
}

/** How many requests met a fault. */
export function met({ requests }: DatabricksSimulator, { kind }: Fault): number {
  return requests.filter(({ fault }) => fault === kind).length;
}

/**
 * The time limit of a call is a timer of this machine, half a minute long. Here it passes at once for a call that
 * hangs (and for those of the same path beside it), and never for another.
 */
function endTheWaitForWhatHangs({ faults }: DatabricksSimulator): void {
  const ofThisCall = new AsyncLocalStorage<AbortController>();
  const underWay = new Map<string, AbortController[]>();
  const limits = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const limit = new AbortController();
    ofThisCall.enterWith(limit);
    return limit.signal;
  });
  const { fetch } = globalThis;
  const calls = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const { method, url } = input instanceof Request ? input : new Request(input, init);
    const limit = ofThisCall.getStore();
    const call = `${method} ${new URL(url).pathname}`;
    if (limit) underWay.set(call, [...(underWay.get(call) ?? []), limit]);
    return fetch(input, init);
  });
  const { next } = faults;
  faults.next = (method, path) => {
    const fault = next(method, path);
    if (fault?.kind === 'hang') for (const limit of underWay.get(`${method} ${path}`) ?? []) limit.abort();
    return fault;
  };
  onTestFinished(() => {
    limits.mockRestore();
    calls.mockRestore();
  });
}
