import type { Seen } from './coverage.ts';

interface Excuse {
  /** A pattern of its name as the coverage tells it. */
  readonly what: RegExp;
  readonly why: string;
}

/** What no story can reach, and why. */
const UNREACHABLE: readonly Excuse[] = [
  {
    what: /^retry (AwaitTarget|AwaitTurn|AwaitApproval|AwaitIdentityTask|ReadIdentityTask|ConfirmAdditions): DeskStopped$/,
    why: 'these steps change nothing outside, so the stop switch does not stop them; every step has the same rules',
  },
  {
    what: /^catch (AwaitTarget|AwaitTurn|AwaitApproval|ReadApproval|AttachPlan|RequestApproval|OpenIdentityTask): PrincipalNotFound …$/,
    why: 'these steps do not judge the wish, so they raise no error of it; every step has the same rules',
  },
  {
    what: /^catch Work: States\.ALL$/,
    why: 'each branch catches all of its own errors; this is for the errors of the machine itself, such as States.Runtime',
  },
];

/** What there is and was not seen, apart from what cannot be; and what was seen although it is said that it cannot. */
export function gapsOf(all: Readonly<Record<string, readonly string[]>>, seen: Seen): string[] {
  const missing = Object.entries(all).flatMap(([kind, names]) =>
    names.flatMap((name) => (seen[kind]?.[name] === undefined ? [`${kind} ${name}`] : [])),
  );
  const calls = Object.keys(seen.call ?? {}).flatMap((name) =>
    seen['faulted call']?.[name] === undefined ? [`faulted call ${name}`] : [],
  );
  const found = Object.entries(seen).flatMap(([kind, names]) => Object.keys(names).map((name) => `${kind} ${name}`));
  const isExcused = (gap: string) => UNREACHABLE.some(({ what }) => what.test(gap));
  return [
    ...[...missing, ...calls].filter((gap) => !isExcused(gap)).map((gap) => `not reached: ${gap}`),
    ...found.filter(isExcused).map((name) => `reached, though it is said that it cannot be: ${name}`),
  ];
}

/** How much of what was not seen cannot be, by reason. */
export function excusesFor(all: Readonly<Record<string, readonly string[]>>): string[] {
  const names = Object.entries(all).flatMap(([kind, some]) => some.map((name) => `${kind} ${name}`));
  return UNREACHABLE.map(
    ({ what, why }) => `${names.filter((name) => what.test(name)).length} cannot be reached: ${why}`,
  );
}
