import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Json } from './json.ts';
import type { PayloadGauge } from './limits.ts';
import type { Source } from './path.ts';
import type { Steps } from './steps.ts';
import type { Tokens } from './tokens.ts';

/** What a Lambda function is told about its call besides the payload. `attempt` starts at 1. */
interface InvocationInfo {
  executionArn: string;
  stateName: string;
  attempt: number;
}

export type Invoke = (functionRef: string, payload: unknown, info: InvocationInfo) => Promise<unknown>;

/** What the interpreter needs of the execution it works for. */
export interface Run {
  executionArn: string;
  name: string;
  input: Json;
  startTime: number;
  stateMachineArn: string;
  roleArn: string;
  clock: Clock;
  random: () => number;
  invoke: Invoke;
  steps: Steps;
  tokens: Tokens;
  history: History;
  gauge: PayloadGauge;
}

/** One flow of states: the whole execution, a branch of a Parallel or an iteration of a Map. */
export interface Scope {
  run: Run;
  /** Where the flow stands in the execution; the paths of its steps begin with it. */
  path: string;
  /** Aborted when the flow must stop. */
  signal: AbortSignal;
  mapItem?: { Index: number; Value: Json } | undefined;
}

/** One visit to one state. */
export interface Visit {
  scope: Scope;
  path: string;
  stateName: string;
  enteredAt: number;
  /** The input before `InputPath`, into which `ResultPath` puts results. */
  rawInput: Json;
  /** How often the state was retried so far. */
  retries: number;
}

/** What paths are looked up in during a visit: the data and the context object (`$$`). */
export function sourceOf(
  visit: Visit,
  input: Json,
  extra: { token?: string; mapItem?: Scope['mapItem'] } = {},
): Source {
  const { run } = visit.scope;
  const mapItem = extra.mapItem ?? visit.scope.mapItem;
  return {
    input,
    context: {
      Execution: {
        Id: run.executionArn,
        Input: run.input,
        Name: run.name,
        RoleArn: run.roleArn,
        StartTime: isoTime(run.startTime),
      },
      State: { EnteredTime: isoTime(visit.enteredAt), Name: visit.stateName, RetryCount: visit.retries },
      StateMachine: { Id: run.stateMachineArn, Name: run.stateMachineArn.split(':').at(-1) ?? '' },
      ...(extra.token === undefined ? {} : { Task: { Token: extra.token } }),
      ...(mapItem === undefined ? {} : { Map: { Item: mapItem } }),
    },
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
