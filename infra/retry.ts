import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { ERRORS, type ErrorName } from '#shared/errors.ts';
import type { StepName } from '#shared/steps.ts';

/** Names that end with a word to the requester: what is wrong with the wish, and how to correct it. */
export const WISH_ERRORS = Object.keys(ERRORS.wish);

/** What Lambda itself reports when an invocation did not reach our code, or died in it. */
const LAMBDA_ERRORS = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
];

const STOPPED = 'DeskStopped' satisfies ErrorName;

/** The stop switch is thrown by a person and may stay for a holiday: every hour, for about three weeks. */
export const WHILE_STOPPED: RetryProps = {
  errors: [STOPPED],
  interval: Duration.minutes(1),
  backoffRate: 2,
  maxDelay: Duration.hours(1),
  maxAttempts: 500,
};

/**
 * An outside system is down, slow or throttling: it may be so for hours. 30 s doubled up to 30 min, full jitter, 60
 * attempts: about 14 hours on average, at most 28.
 */
export const TRY_AGAIN: RetryProps = {
  errors: Object.keys(ERRORS.tryAgain).filter((name) => name !== STOPPED),
  interval: Duration.seconds(30),
  backoffRate: 2,
  maxDelay: Duration.minutes(30),
  jitterStrategy: JitterType.FULL,
  maxAttempts: 60,
};

/** Lambda hiccups pass quickly: 2 s doubled, 6 attempts, two minutes in all. */
export const LAMBDA_HICCUP: RetryProps = {
  errors: LAMBDA_ERRORS,
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
};

/** A step that ran out of its own time is begun again; not for Await states, whose time-out is a poll. */
export const STEP_TIMEOUT: RetryProps = { ...LAMBDA_HICCUP, errors: ['States.Timeout'] };

/**
 * How long a step may take before it is begun again. BuildPlan stops by itself after 8 minutes; AddMember writes up to
 * 25 memberships at one a second, each with its reads; PrepareAdditions re-reads every addition with its ancestors;
 * ConfirmAdditions and VerifyMemberships read up to 500 groups.
 */
export function stepTime(name: StepName): Duration {
  return Duration.minutes(LONG_STEPS.has(name) ? 10 : 2);
}
const LONG_STEPS: ReadonlySet<StepName> = new Set([
  'BuildPlan',
  'AddMember',
  'PrepareAdditions',
  'ConfirmAdditions',
  'VerifyMemberships',
]);

/**
 * The Lambda's own limit: just behind the machine's, so that a step that hangs ends as States.Timeout, which is retried
 * (Lambda's own time-out reaches the machine under a name that is not), and before the retry begins.
 */
export function functionTime(name: StepName): Duration {
  return stepTime(name).plus(Duration.seconds(1));
}
