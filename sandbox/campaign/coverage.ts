import { ERRORS } from '#shared/errors.ts';
import type { HistoryEvent } from '../engine/history.ts';
import type { Fault, OutgoingCall } from './faults.ts';

/** What was seen, by the kind of thing and its name, and how often. */
export type Seen = Record<string, Record<string, number>>;

/** Watches what of the machine, the errors and the calls a campaign reaches. */
export interface Coverage {
  onEvent(executionArn: string, event: HistoryEvent): void;
  onError(error: Error): void;
  onCall(call: OutgoingCall): void;
  onFault(call: OutgoingCall, fault: Fault): void;
  readonly seen: Seen;
}

const KINDS = ['state', 'choice branch', 'retry', 'catch', 'error', 'call', 'faulted call'] as const;
type Kind = (typeof KINDS)[number];

/** A Task, Map or Parallel with its rules, a Choice with its branches. */
export interface MachineParts {
  readonly states: readonly string[];
  readonly choices: ReadonlyMap<string, readonly string[]>;
  /** State → its rules, each as the names it takes. */
  readonly retries: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly catches: ReadonlyMap<string, readonly (readonly string[])[]>;
}

export function createCoverage(parts: MachineParts): Coverage {
  const seen: Seen = Object.fromEntries(KINDS.map((kind) => [kind, {}]));
  const count = (kind: Kind, name: string) => {
    const names = seen[kind] ?? {};
    names[name] = (names[name] ?? 0) + 1;
  };
  /** By execution and state: the error it last failed with, until it is tried again or left. */
  const failed = new Map<string, string>();
  /** By execution: the Choices just left; branches of a Parallel leave several at once. */
  const left = new Map<string, Set<string>>();

  return {
    seen,
    onEvent(executionArn, { type, state, details }) {
      if (state === undefined) return;
      const place = `${executionArn} ${state}`;
      if (type.endsWith('StateEntered')) {
        count('state', state);
        const choices = left.get(executionArn);
        const choice = [...(choices ?? [])].find((one) => parts.choices.get(one)?.includes(state));
        if (choice === undefined) return;
        count('choice branch', `${choice} → ${state}`);
        choices?.delete(choice);
      } else if (type === 'ChoiceStateExited') left.set(executionArn, (left.get(executionArn) ?? new Set()).add(state));
      else if (/(Failed|TimedOut)$/.test(type)) failed.set(place, String(details?.error));
      else if (/(Scheduled|StateStarted|StateExited)$/.test(type)) {
        const error = failed.get(place);
        failed.delete(place);
        if (error === undefined) return;
        const kind = type.endsWith('Exited') ? 'catch' : 'retry';
        const rules = (kind === 'catch' ? parts.catches : parts.retries).get(state) ?? [];
        const rule = rules.find((names) => names.includes(error) || names.includes('States.ALL'));
        if (rule !== undefined) count(kind, `${state}: ${nameOf(rule)}`);
      }
    },
    onError: (error) => count('error', error.name),
    onCall: ({ to, name }) => count('call', `${to} ${name}`),
    onFault: ({ to, name }) => count('faulted call', `${to} ${name}`),
  };
}

/** A rule by the first of the names it takes. */
function nameOf([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} …`;
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** Reads a machine's definition for what there is to take. */
export function partsOf(definition: unknown): MachineParts {
  const states: string[] = [];
  const choices = new Map<string, string[]>();
  const retries = new Map<string, string[][]>();
  const catches = new Map<string, string[][]>();
  const names = (rule: Json) => (Array.isArray(rule.ErrorEquals) ? rule.ErrorEquals.map(String) : []);
  const walk = (machine: unknown) => {
    if (!isJson(machine) || !isJson(machine.States)) return;
    for (const [name, state] of Object.entries(machine.States)) {
      if (!isJson(state)) continue;
      states.push(name);
      if (state.Type === 'Choice') {
        const branches = [
          ...list(state.Choices).map(({ Next }) => String(Next)),
          ...(state.Default === undefined ? [] : [String(state.Default)]),
        ];
        choices.set(name, [...new Set(branches)]);
      }
      if (state.Retry !== undefined) retries.set(name, list(state.Retry).map(names));
      if (state.Catch !== undefined) catches.set(name, list(state.Catch).map(names));
      for (const branch of list(state.Branches)) walk(branch);
      walk(state.Iterator);
      walk(state.ItemProcessor);
    }
  };
  walk(definition);
  return { states, choices, retries, catches };
}

/** Everything there is to see, by kind; calls are only known once they were made. */
export function everything(parts: MachineParts): Readonly<Record<Exclude<Kind, 'call' | 'faulted call'>, string[]>> {
  const rules = (of: MachineParts['retries']) =>
    [...of].flatMap(([state, all]) => all.map((rule) => `${state}: ${nameOf(rule)}`));
  return {
    state: [...parts.states],
    'choice branch': [...parts.choices].flatMap(([choice, all]) => all.map((next) => `${choice} → ${next}`)),
    retry: rules(parts.retries),
    catch: rules(parts.catches),
    error: Object.values(ERRORS).flatMap((family) => Object.keys(family)),
  };
}

/** Adds what another process saw. */
export function addUp(total: Seen, more: Seen): void {
  for (const [kind, names] of Object.entries(more)) {
    const known = total[kind] ?? {};
    total[kind] = known;
    for (const [name, times] of Object.entries(names)) known[name] = (known[name] ?? 0) + times;
  }
}
