import { DeskUnavailable } from '#shared/errors.ts';

/** The service understood and says the request itself is wrong: ours to repair, a repetition would hear the same. */
const REQUEST_IS_WRONG = new Set(['ValidationException', 'SerializationException', 'InvalidParameterException']);

/** The name an SDK error carries; empty for what is no error. Names, not classes: bundles may hold a class twice. */
export function failureName(failure: unknown): string {
  return failure instanceof Error ? failure.name : '';
}

/**
 * What a failed SDK call is to the desk, after the SDK's own retries. Everything that may pass (throttling, outage,
 * network, a permission or table that a deployment is about to bring) is `DeskUnavailable` with its cause; a request
 * that is wrong in itself stays what it is.
 * @param what the service as an operator knows it, for example "request store"
 */
export function asDeskFailure(what: string, failure: unknown): unknown {
  if (REQUEST_IS_WRONG.has(failureName(failure))) return failure;
  return new DeskUnavailable({ what }, { cause: failure });
}
