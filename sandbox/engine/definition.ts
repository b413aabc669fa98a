import * as z from 'zod';
import { compileRule } from './choice.ts';
import { InvalidDefinition } from './errors.ts';
import { type Json, jsonSchema, parseJson } from './json.ts';
import { parsePath, parseReferencePath } from './path.ts';
import { parseResource } from './resource.ts';
import { catchSchema, retrySchema } from './retry.ts';
import { compiled } from './schema.ts';
import { compileTemplate, parseExpression } from './template.ts';
import { parseTimestamp } from './timestamp.ts';

const path = z.string().transform(compiled(parsePath));
const template = jsonSchema.transform(compiled(compileTemplate));
const expression = z.string().transform(compiled((text: string) => parseExpression(text)));
const referencePath = z.string().transform(compiled(parseReferencePath));
const seconds = z.int().min(0).max(99_999_999);
const timeout = seconds.min(1);

const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONPath').optional() };
const inOut = { ...common, InputPath: path.nullable().optional(), OutputPath: path.nullable().optional() };
const flowing = { ...inOut, Next: z.string().optional(), End: z.literal(true).optional() };
const resulting = { ...flowing, ResultPath: referencePath.nullable().optional() };
const failing = {
  ...resulting,
  ResultSelector: template.optional(),
  Retry: retrySchema.optional(),
  Catch: catchSchema.optional(),
};

function goesSomewhere(state: { Next?: string | undefined; End?: true | undefined }): boolean {
  return (state.Next === undefined) !== (state.End === undefined);
}
const goesMessage = 'exactly one of Next and End is needed';

function atMostOne<Key extends string>(...keys: Key[]): (state: Partial<Record<Key, unknown>>) => boolean {
  return (state) => keys.filter((key) => state[key] !== undefined).length <= 1;
}

const task = z
  .strictObject({
    Type: z.literal('Task'),
    ...failing,
    Resource: z.string().transform(compiled(parseResource)),
    Parameters: template.optional(),
    TimeoutSeconds: timeout.optional(),
    TimeoutSecondsPath: path.optional(),
    HeartbeatSeconds: timeout.optional(),
    HeartbeatSecondsPath: path.optional(),
  })
  .refine(goesSomewhere, goesMessage)
  .refine(atMostOne('TimeoutSeconds', 'TimeoutSecondsPath'), 'only one kind of timeout')
  .refine(atMostOne('HeartbeatSeconds', 'HeartbeatSecondsPath'), 'only one kind of heartbeat')
  .refine((state) => state.Resource.kind === 'function' || state.Parameters, 'lambda:invoke needs Parameters');

const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...inOut,
  Choices: z.array(z.record(z.string(), jsonSchema).transform(compiled(choiceBranch))).min(1),
  Default: z.string().optional(),
});

function choiceBranch({ Next, Comment, ...rule }: Record<string, Json>) {
  z.string().optional().parse(Comment);
  return { Next: z.string().parse(Next), holds: compileRule(rule) };
}

const wait = z
  .strictObject({
    Type: z.literal('Wait'),
    ...flowing,
    Seconds: seconds.optional(),
    SecondsPath: path.optional(),
    Timestamp: z
      .string()
      .refine((text) => parseTimestamp(text) !== undefined, 'not an RFC 3339 timestamp')
      .optional(),
    TimestampPath: path.optional(),
  })
  .refine(goesSomewhere, goesMessage)
  .refine(
    (state) =>
      [state.Seconds, state.SecondsPath, state.Timestamp, state.TimestampPath].filter((one) => one !== undefined)
        .length === 1,
    'exactly one of Seconds, SecondsPath, Timestamp and TimestampPath is needed',
  );

const pass = z
  .strictObject({
    Type: z.literal('Pass'),
    ...resulting,
    Result: jsonSchema.optional(),
    Parameters: template.optional(),
  })
  .refine(goesSomewhere, goesMessage);

const succeed = z.strictObject({ Type: z.literal('Succeed'), ...inOut });

const fail = z
  .strictObject({
    Type: z.literal('Fail'),
    ...common,
    Error: z.string().optional(),
    ErrorPath: expression.optional(),
    Cause: z.string().optional(),
    CausePath: expression.optional(),
  })
  .refine(atMostOne('Error', 'ErrorPath'), 'only one of Error and ErrorPath')
  .refine(atMostOne('Cause', 'CausePath'), 'only one of Cause and CausePath');

const machine: z.ZodType<Machine> = z.lazy(() => z.strictObject(machineFields));
const processor: z.ZodType<Machine> = z.lazy(() =>
  z.strictObject({
    ...machineFields,
    // A distributed map is another machinery altogether; this engine has none.
    ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
  }),
);

const parallel = z
  .strictObject({
    Type: z.literal('Parallel'),
    ...failing,
    Parameters: template.optional(),
    Branches: z.array(machine).min(1),
  })
  .refine(goesSomewhere, goesMessage);

const map = z
  .strictObject({
    Type: z.literal('Map'),
    ...failing,
    ItemsPath: path.optional(),
    ItemSelector: template.optional(),
    Parameters: template.optional(),
    ItemProcessor: processor.optional(),
    Iterator: machine.optional(),
    MaxConcurrency: z.int().min(0).default(0),
  })
  .refine(goesSomewhere, goesMessage)
  .refine((state) => !state.ItemProcessor !== !state.Iterator, 'exactly one of ItemProcessor and Iterator is needed')
  .refine(atMostOne('ItemSelector', 'Parameters'), 'only one of ItemSelector and Parameters');

const stateSchema = z.discriminatedUnion('Type', [task, choice, wait, pass, succeed, fail, parallel, map]);

/** State names: at most 80 characters (AWS quotas, "Quotas related to state machines"). */
const machineFields = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), stateSchema),
};

const definitionSchema = z.strictObject({
  ...machineFields,
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: timeout.optional(),
});

export type TaskState = z.infer<typeof task>;
export type WaitState = z.infer<typeof wait>;
export type PassState = z.infer<typeof pass>;
export type ParallelState = z.infer<typeof parallel>;
export type MapState = z.infer<typeof map>;
export type State = z.infer<typeof stateSchema>;

export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

export interface Definition extends Machine {
  TimeoutSeconds?: number | undefined;
}

/**
 * Reads a state machine definition in the Amazon States Language (JSONPath only), as an object or as JSON text.
 * @throws {InvalidDefinition} for anything this engine would not run exactly as AWS does: unknown fields, state types
 * and functions, transitions to nowhere, names used twice.
 */
export function parseDefinition(raw: unknown): Definition {
  const parsed = definitionSchema.safeParse(typeof raw === 'string' ? parseJson(raw) : raw);
  if (!parsed.success) throw new InvalidDefinition(z.prettifyError(parsed.error));
  checkTransitions(parsed.data, new Set());
  return parsed.data;
}

function checkTransitions({ StartAt, States }: Machine, seen: Set<string>): void {
  const known = (name: string | undefined, from: string) => {
    if (name !== undefined && !Object.hasOwn(States, name)) {
      throw new InvalidDefinition(`${from} goes to ${name}, which does not exist`);
    }
  };
  known(StartAt, 'StartAt');
  for (const [name, state] of Object.entries(States)) {
    if (seen.has(name)) throw new InvalidDefinition(`the state name ${name} is used twice`);
    seen.add(name);
    for (const target of targetsOf(state)) known(target, name);
    for (const inner of innerMachines(state)) checkTransitions(inner, seen);
  }
}

function targetsOf(state: State): (string | undefined)[] {
  if (state.Type === 'Choice') return [...state.Choices.map((branch) => branch.Next), state.Default];
  const next = 'Next' in state ? state.Next : undefined;
  const caught = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  return [next, ...caught];
}

function innerMachines(state: State): Machine[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' ? [iteratorOf(state)] : [];
}

/** What a Map runs for each item. */
export function iteratorOf(state: MapState): Machine {
  const iterator = state.ItemProcessor ?? state.Iterator;
  if (!iterator) throw new InvalidDefinition('a Map without ItemProcessor');
  return iterator;
}
