import { StateFailure } from './failure.ts';
import { type Json, jsonBytes } from './json.ts';

/** Bytes of UTF-8 JSON a state, task or execution may take or give (AWS quotas, "Quotas related to task executions"). */
export const payloadLimit = 262_144;

/** Events in one execution's history (AWS quotas, "Quotas related to state machine executions"). */
export const historyLimit = 25_000;

/** How many iterations of an inline Map run at once at most (AWS developer guide, "Map state processing modes"). */
export const inlineMapConcurrency = 40;

/** The largest payloads each state has seen, in bytes. */
export type Payloads = Record<string, { maxInputBytes: number; maxOutputBytes: number }>;

export interface PayloadGauge {
  payloads: Payloads;
  /**
   * Notes the size of a state's input or output.
   * @throws {StateFailure} `States.DataLimitExceeded` above the limit.
   */
  measure(state: string, side: 'input' | 'output', value: Json): void;
}

export function createPayloadGauge(): PayloadGauge {
  const payloads: Payloads = {};
  return {
    payloads,
    measure(state, side, value) {
      const bytes = jsonBytes(value);
      payloads[state] ??= { maxInputBytes: 0, maxOutputBytes: 0 };
      const seen = payloads[state];
      if (side === 'input') seen.maxInputBytes = Math.max(seen.maxInputBytes, bytes);
      else seen.maxOutputBytes = Math.max(seen.maxOutputBytes, bytes);
      if (bytes > payloadLimit) {
        throw new StateFailure(
          'States.DataLimitExceeded',
          `The state/task '${state}' ${side === 'input' ? 'was given an input' : 'returned a result'} with a size exceeding the maximum number of bytes service limit.`,
        );
      }
    },
  };
}
