import * as z from 'zod';

/** Who is called from a function. */
export const outsideSchema = z.enum([
  'Databricks',
  'Jira',
  'ServiceNow',
  'DynamoDB',
  'Step Functions',
  'Secrets Manager',
]);
export type Outside = z.infer<typeof outsideSchema>;

/**
 * What happens to a call:
 * - `throttled`, `broken`, `unavailable`, `conflict`, `forbidden`, `unauthorized`, `wrong request`: refused, nothing done
 * - `reset before`, `timeout`: nothing done, no answer
 * - `reset after`: done, no answer; `late`: done `seconds` later, no answer; `cut off`, `login page`: an unusable answer
 * - `slow`: done and answered `seconds` later
 * - `killed …`: the function's process dies before or after it is done, or it is done `seconds` after the death;
 *   `silent`: nobody notices before the step's time is up
 * - `frozen …`: the process stands still for `seconds` before the call goes out, or after it is done, and then goes on
 */
export const faultKindSchema = z.enum([
  'throttled',
  'broken',
  'unavailable',
  'forbidden',
  'unauthorized',
  'conflict',
  'wrong request',
  'reset before',
  'reset after',
  'timeout',
  'late',
  'cut off',
  'login page',
  'slow',
  'killed before',
  'killed after',
  'killed late',
  'killed silent',
  'frozen before',
  'frozen after',
]);
export type FaultKind = z.infer<typeof faultKindSchema>;

/** A fault and the calls it hits: the `nth` fitting one and those that follow, `times` in all. */
export const faultSchema = z.strictObject({
  kind: faultKindSchema,
  to: outsideSchema.optional(),
  /** During invocations of this step or door. */
  during: z.string().optional(),
  /** Calls whose name contains this, or is this. */
  call: z.string().optional(),
  exactly: z.literal(true).optional(),
  /** Only calls that change something, or only those that do not. */
  effect: z.boolean().optional(),
  nth: z.number().int().min(1).default(1),
  times: z.number().int().min(1).default(1),
  /** Only within these hours since the beginning of the story. */
  hours: z.tuple([z.number(), z.number()]).optional(),
  seconds: z.number().min(0).default(0),
});
export type Fault = z.infer<typeof faultSchema>;

/** A fault of the service that runs the functions. */
export const invocationFaultSchema = z.strictObject({
  step: z.string(),
  nth: z.number().int().min(1).default(1),
  times: z.number().int().min(1).default(1),
  /** `before`: the function never ran; `after`: it did all its work, and nobody was told. */
  when: z.enum(['before', 'after']),
  error: z.string(),
});
export type InvocationFault = z.infer<typeof invocationFaultSchema>;

/** One call that leaves a function. */
export interface OutgoingCall {
  readonly to: Outside;
  /** Such as `PATCH /api/2.0/…/Groups/:id` or `UpdateItem`. */
  readonly name: string;
  readonly effect: boolean;
  /** The step or door that calls. */
  readonly from: string;
}

/** Gives the fault for a call, if one is due; counts the call. */
export function faultFinder(faults: readonly Fault[], hours: () => number): (call: OutgoingCall) => Fault | undefined {
  const counted = faults.map((fault) => ({ fault, seen: 0 }));
  return (call) => {
    let due: Fault | undefined;
    for (const entry of counted) {
      const { fault } = entry;
      if (fault.to !== undefined && fault.to !== call.to) continue;
      if (fault.during !== undefined && fault.during !== call.from) continue;
      if (fault.call !== undefined && !isNamed(call.name, fault)) continue;
      if (fault.effect !== undefined && fault.effect !== call.effect) continue;
      if (fault.hours !== undefined && (hours() < fault.hours[0] || hours() >= fault.hours[1])) continue;
      entry.seen += 1;
      if (entry.seen >= fault.nth && entry.seen < fault.nth + fault.times) due ??= fault;
    }
    return due;
  };
}

function isNamed(name: string, { call = '', exactly }: Fault): boolean {
  return exactly ? name === call : name.includes(call);
}
