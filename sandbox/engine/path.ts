import { StateFailure } from './failure.ts';
import { isJsonObject, type Json } from './json.ts';

type Step =
  | { kind: 'key'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; from: number | undefined; to: number | undefined }
  | { kind: 'every' };

/** A JSONPath of the dialect Step Functions documents, without filters, recursive descent and functions. */
export interface Path {
  text: string;
  root: 'input' | 'context';
  steps: Step[];
}

/** What paths are looked up in: `$` and `$$`. */
export interface Source {
  input: Json;
  context: Json;
}

const stepPattern =
  /(?:\.(?<name>[^.[\]()*'"\s?@,:$]+)|\['(?<quoted>(?:[^'\\]|\\.)*)'\]|\["(?<double>(?:[^"\\]|\\.)*)"\]|\[(?<index>-?\d+)\]|\[(?<from>-?\d*):(?<to>-?\d*)\]|(?<every>\.\*|\[\*\]))/y;

/**
 * Reads a path such as `$.a[0]['b c']`, `$$.Execution.Name` or `$.list[*].id`.
 * @throws {SyntaxError} when the text is not a path, or uses what this engine does not know.
 */
export function parsePath(text: string): Path {
  const root = text.startsWith('$$') ? 'context' : 'input';
  if (!text.startsWith('$')) throw new SyntaxError(`not a path: ${text}`);
  const steps: Step[] = [];
  let position = root === 'context' ? 2 : 1;
  while (position < text.length) {
    stepPattern.lastIndex = position;
    const groups = stepPattern.exec(text)?.groups;
    if (!groups) throw new SyntaxError(`not a path this engine knows: ${text}`);
    steps.push(stepOf(groups));
    position = stepPattern.lastIndex;
  }
  return { text, root, steps };
}

function stepOf(groups: Record<string, string | undefined>): Step {
  if (groups.index !== undefined) return { kind: 'index', index: Number(groups.index) };
  if (groups.every !== undefined) return { kind: 'every' };
  if (groups.from !== undefined || groups.to !== undefined) {
    return { kind: 'slice', from: bound(groups.from), to: bound(groups.to) };
  }
  const quoted = groups.quoted ?? groups.double;
  return { kind: 'key', name: quoted?.replace(/\\(.)/g, '$1') ?? groups.name ?? '' };
}

function bound(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

/**
 * A reference path names exactly one place, so it has neither wildcards nor slices, and it stays in the input.
 * @throws {SyntaxError} when the text is not a reference path.
 */
export function parseReferencePath(text: string): Path {
  const path = parsePath(text);
  const single = path.steps.every((step) => step.kind === 'key' || step.kind === 'index');
  if (path.root === 'context' || !single) throw new SyntaxError(`not a reference path: ${text}`);
  return path;
}

/** The value at the path; undefined when there is none. A path that can name several gives the list of those found. */
export function lookUp(path: Path, source: Source): Json | undefined {
  let found: Json[] = [path.root === 'context' ? source.context : source.input];
  for (const step of path.steps) found = found.flatMap((value) => stepInto(value, step));
  const many = path.steps.some((step) => step.kind === 'every' || step.kind === 'slice');
  return many ? found : found[0];
}

function stepInto(value: Json, step: Step): Json[] {
  if (step.kind === 'key') {
    const child = isJsonObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
    return child === undefined ? [] : [child];
  }
  if (step.kind === 'every' && isJsonObject(value)) return Object.values(value);
  if (!Array.isArray(value)) return [];
  if (step.kind === 'every') return value;
  if (step.kind === 'slice') return value.slice(step.from, step.to);
  const child = value.at(step.index);
  return child === undefined ? [] : [child];
}

/**
 * The input with `value` put at the reference path; objects missing on the way are created.
 * @throws {StateFailure} `States.ResultPathMatchFailure` when something on the way is no object, or no such array place.
 */
export function putAt(input: Json, path: Path, value: Json): Json {
  return putStep(input, path, 0, value);
}

function putStep(target: Json | undefined, path: Path, depth: number, value: Json): Json {
  const step = path.steps[depth];
  if (step === undefined) return value;
  if (step.kind === 'key' && (target === undefined || isJsonObject(target))) {
    const child = target && Object.hasOwn(target, step.name) ? target[step.name] : undefined;
    return { ...target, [step.name]: putStep(child, path, depth + 1, value) };
  }
  if (step.kind === 'index' && Array.isArray(target) && target.at(step.index) !== undefined) {
    return target.with(step.index, putStep(target.at(step.index), path, depth + 1, value));
  }
  throw new StateFailure('States.ResultPathMatchFailure', `Unable to apply ReferencePath ${path.text} to the input`);
}
