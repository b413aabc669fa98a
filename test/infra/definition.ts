import * as z from 'zod';
import { synthesise } from '#sandbox/aws/template.ts';

const retrySchema = z.looseObject({ ErrorEquals: z.array(z.string()) });
const catchSchema = z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() });
const stateSchema = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  ItemSelector: z.record(z.string(), z.unknown()).optional(),
  Retry: z.array(retrySchema).default([]),
  Catch: z.array(catchSchema).default([]),
  ResultPath: z.string().nullable().optional(),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).default([]),
  Default: z.string().optional(),
  Branches: z.array(z.unknown()).default([]),
  ItemProcessor: z.unknown().optional(),
});
const machineSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });

export type State = z.infer<typeof stateSchema> & {
  readonly name: string;
  /** Names of the states on the same level: where Next and Catch may lead. */
  readonly neighbours: readonly string[];
  /** From outside: `Work 0` is the first branch of the Parallel state Work. Empty at the top. */
  readonly inside: readonly string[];
};

function statesOf(json: unknown, inside: readonly string[] = []): State[] {
  const { States } = machineSchema.parse(json);
  const neighbours = Object.keys(States);
  return Object.entries(States).flatMap(([name, state]) => [
    { ...state, name, neighbours, inside },
    ...state.Branches.flatMap((branch, index) => statesOf(branch, [...inside, `${name} ${index}`])),
    ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor, [...inside, name])),
  ]);
}

/** Every state of the example stage's machine, nested ones too. */
export const states = statesOf(synthesise().definition);
export const tasks = states.filter(({ Type }) => Type === 'Task');

/** The state of this name. */
export function state(name: string): State {
  const [found, ...others] = states.filter((candidate) => candidate.name === name);
  if (!found || others.length > 0) throw new Error(`${others.length + 1} states are called ${name}`);
  return found;
}
