import { STEPS } from '#shared/steps.ts';
import type { Chance } from './chance.ts';
import { type Fault, type FaultKind, type InvocationFault, type Outside, outsideSchema } from './faults.ts';
import type { Way } from './story.ts';

const STEP_NAMES = Object.keys(STEPS);
const DOOR_NAMES = ['ReceiveJiraEvent', 'ReceiveServiceNowEvent', 'SweepTickets'];

const PASSING: readonly FaultKind[] = ['throttled', 'broken', 'unavailable', 'reset before', 'timeout', 'slow'];
const AMBIGUOUS: readonly FaultKind[] = ['reset after', 'late', 'cut off', 'login page'];
const DEADLY: readonly FaultKind[] = ['killed before', 'killed after', 'killed late', 'killed silent'];

/** Seconds within which a system that lost an answer still works on the request. */
const LATE: Readonly<Record<Outside, number>> = {
  Databricks: 55,
  Jira: 29,
  ServiceNow: 60,
  DynamoDB: 20,
  'Step Functions': 20,
  'Secrets Manager': 5,
};

/** Something that goes wrong with a call or some of them. */
export function randomFault(chance: Chance, way: Way): Fault {
  const tickets = way.startsWith('D') ? 'Jira' : 'ServiceNow';
  if (chance.is(0.06)) return outage(chance, tickets);
  const to = chance.of<Outside>(['Databricks', tickets, tickets, 'DynamoDB', ...outsideSchema.options.slice(4)]);
  const kind = chance.of(chance.of([PASSING, AMBIGUOUS, DEADLY, DEADLY]));
  const during = chance.is(0.7) ? chance.of(STEP_NAMES) : chance.is(0.3) ? chance.of(DOOR_NAMES) : undefined;
  const isEffect = kind === 'reset after' || kind === 'late' || kind.startsWith('killed');
  return {
    kind,
    to,
    ...(during !== undefined && { during }),
    ...(isEffect && to !== 'Secrets Manager' && chance.is(0.8) && { effect: true }),
    nth: chance.of([1, 1, 1, 2, 2, 3, 4, 5, 7, 9]),
    times: chance.of([1, 1, 1, 2, 3, 5]),
    seconds: secondsOf(kind, to, chance),
  };
}

function secondsOf(kind: FaultKind, to: Outside, chance: Chance): number {
  if (kind === 'throttled') return chance.of([0, 1, 30, 120]);
  if (kind === 'late' || kind === 'killed late') return chance.between(1, LATE[to]);
  return kind === 'slow' ? chance.of([1, 5, 20]) : 0;
}

/** A system is down for hours. */
function outage(chance: Chance, tickets: Outside): Fault {
  const from = chance.of([0, 0, 0.02, 0.3]);
  return {
    kind: chance.of<FaultKind>(['unavailable', 'reset before', 'broken']),
    to: chance.of<Outside>([tickets, tickets, 'Databricks', 'DynamoDB', 'Step Functions']),
    nth: 1,
    times: 1_000_000,
    hours: [from, from + chance.of([0.2, 2, 9])],
    seconds: 0,
  };
}

/** What the service that runs the functions reports, and what it may be asked to do again. */
const LAMBDA_ERRORS = [
  'Lambda.Unknown',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.SdkClientException',
];

export function randomInvocationFault(chance: Chance): InvocationFault {
  return {
    step: chance.of(STEP_NAMES),
    nth: chance.of([1, 1, 2]),
    times: chance.of([1, 1, 2]),
    when: chance.of(['before', 'after', 'after']),
    error: chance.of(LAMBDA_ERRORS),
  };
}

/** The invocation stands still until the machine has given it up, and then goes on for as long as Lambda lets it. */
export function zombie(chance: Chance, step: string, stepSeconds: number): Fault {
  return {
    kind: chance.of<FaultKind>(['frozen before', 'frozen after']),
    during: step,
    effect: true,
    nth: chance.of([1, 1, 2, 3, 4]),
    times: 1,
    seconds: stepSeconds + chance.of([0.2, 0.5, 0.9]),
  };
}
