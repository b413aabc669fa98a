/**
 * Days after which no execution can be running any more that was begun before: AWS itself ends an execution after a year.
 * Three waits of at most 100 days each (shared/stage.ts) and one of 60 (shared/domain/polling.ts) come close to it.
 */
const LONGEST_RUN_DAYS = 365;

/** What became of a function that is called by no machine any more. */
interface Retired {
  /** Day (ISO) of the release whose machine does not call it any more; it is deployed on. */
  readonly retired: string;
  /** Day (ISO) of the release that left it out. */
  readonly removed?: string;
}

/**
 * Every function name that was ever part of a release (the folder, which is the last part of the deployed name). Running
 * executions call functions by name as the machine they began with did, so a name is an API: it stays deployed, and
 * takes what it took, until the last of them has ended. A line is never deleted.
 */
export const RELEASED_FUNCTIONS: Readonly<Record<string, Retired | 'in use'>> = {
  'add-member': 'in use',
  'attach-plan': 'in use',
  'await-approval': 'in use',
  'await-identity-task': 'in use',
  'await-target': 'in use',
  'await-turn': 'in use',
  'build-plan': 'in use',
  'close-request': 'in use',
  'confirm-additions': 'in use',
  'open-identity-task': 'in use',
  'prepare-additions': 'in use',
  'read-approval': 'in use',
  'read-identity-task': 'in use',
  'read-request': 'in use',
  'receive-jira-event': 'in use',
  'receive-servicenow-event': 'in use',
  'release-identity-task': 'in use',
  'report-additions': 'in use',
  'report-failure': 'in use',
  'report-outcome': 'in use',
  'request-approval': 'in use',
  'resolve-principals': 'in use',
  'sweep-tickets': 'in use',
  'tell-requester': 'in use',
  'verify-memberships': 'in use',
};

const DAY_MS = 86_400_000;

/**
 * What is wrong with a list of released functions, as sentences.
 * @param deployed folders the stack deploys
 * @param called folders that machine, doors or scheduler call
 */
export function releaseFaults(
  released: Readonly<Record<string, Retired | 'in use'>>,
  { deployed, called }: { readonly deployed: ReadonlySet<string>; readonly called: ReadonlySet<string> },
): string[] {
  const unlisted = [...deployed].filter((name) => !Object.hasOwn(released, name));
  return [
    ...unlisted.map((name) => `${name} is deployed and not in the list of released functions`),
    ...Object.entries(released).flatMap(([name, state]) => faultOf(name, state, { deployed, called })),
  ];
}

function faultOf(
  name: string,
  state: Retired | 'in use',
  { deployed, called }: { readonly deployed: ReadonlySet<string>; readonly called: ReadonlySet<string> },
): string[] {
  if (state === 'in use') return called.has(name) ? [] : [`${name} is called by nothing: say since when (retired)`];
  if (called.has(name)) return [`${name} is called and cannot be retired`];
  if (state.removed === undefined) return deployed.has(name) ? [] : [`${name} is gone: say since when (removed)`];
  if (deployed.has(name)) return [`${name} is deployed although it is said to be removed`];
  const days = (Date.parse(state.removed) - Date.parse(state.retired)) / DAY_MS;
  return days >= LONGEST_RUN_DAYS
    ? []
    : [`${name} was removed ${days} days after it was retired; runs may last ${LONGEST_RUN_DAYS}`];
}
