import * as z from 'zod';
import type { StateFailure } from './failure.ts';
import { parseReferencePath } from './path.ts';
import { compiled } from './schema.ts';

const errorEquals = z
  .array(z.string().min(1))
  .min(1)
  .refine((names) => names.length === 1 || !names.includes('States.ALL'), 'States.ALL must stand alone');

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  Next: z.string(),
  ResultPath: z.string().transform(compiled(parseReferencePath)).nullable().optional(),
});

function wildcardIsLast(rules: { ErrorEquals: string[] }[]): boolean {
  return rules.slice(0, -1).every((rule) => !rule.ErrorEquals.includes('States.ALL'));
}

export const retrySchema = z.array(retrier).min(1).refine(wildcardIsLast, 'States.ALL must be in the last retrier');
export const catchSchema = z.array(catcher).min(1).refine(wildcardIsLast, 'States.ALL must be in the last catcher');

type Retrier = z.infer<typeof retrier>;

/**
 * Whether an `ErrorEquals` list matches a failure.
 *
 * From "Handling errors in Step Functions workflows" in the AWS developer guide: `States.Runtime` always fails the
 * execution; `States.DataLimitExceeded` is not caught by `States.ALL`, but may be named; `States.Timeout` is also what a
 * missed heartbeat is reported as; `States.TaskFailed` matches any error but a timeout. (Recordings of real executions
 * exist in which `States.ALL` caught `States.DataLimitExceeded`; the documented, stricter rule is kept.)
 */
export function matches(errorNames: string[], { code }: StateFailure): boolean {
  if (code === 'States.Runtime') return false;
  const timeout = code === 'States.Timeout' || code === 'States.HeartbeatTimeout';
  const terminal = code === 'States.DataLimitExceeded';
  return errorNames.some((name) => {
    if (name === 'States.ALL') return !terminal;
    if (name === 'States.TaskFailed') return !terminal && !timeout;
    if (name === 'States.Timeout') return timeout;
    return name === code;
  });
}

/**
 * Decides, failure by failure, how long to wait before the next attempt of one state. Each retrier counts its own
 * attempts; the first that matches decides alone, even when it has none left.
 * @returns a function from a failure to milliseconds, or undefined for "do not retry".
 */
export function retryDelays(retriers: Retrier[], random: () => number): (failure: StateFailure) => number | undefined {
  const used = new Map<Retrier, number>();
  return (failure) => {
    const rule = retriers.find((candidate) => matches(candidate.ErrorEquals, failure));
    const attempts = rule ? (used.get(rule) ?? 0) : 0;
    if (!rule || attempts >= rule.MaxAttempts) return undefined;
    used.set(rule, attempts + 1);
    const seconds = Math.min(rule.IntervalSeconds * rule.BackoffRate ** attempts, rule.MaxDelaySeconds ?? Infinity);
    return seconds * 1000 * (rule.JitterStrategy === 'FULL' ? random() : 1);
  };
}
