import { StateFailure } from './failure.ts';
import { type Json, parseJson } from './json.ts';
import type { Source } from './path.ts';

export type Expression = (source: Source) => Json;
type Intrinsic = (args: Json[]) => Json;

/** Intrinsic functions, from the Amazon States Language, Appendix B. */
const intrinsics: Record<string, Intrinsic> = {
  'States.Format': format,
  'States.StringToJson': ([text]) => {
    if (typeof text !== 'string') throw wrongArgument('States.StringToJson takes a string');
    try {
      return parseJson(text);
    } catch {
      throw wrongArgument('States.StringToJson takes JSON text');
    }
  },
  'States.JsonToString': ([value]) => JSON.stringify(value ?? null),
  'States.Array': (values) => values,
  'States.ArrayLength': ([list]) => {
    if (!Array.isArray(list)) throw wrongArgument('States.ArrayLength takes an array');
    return list.length;
  },
  'States.MathAdd': ([a, b]) => {
    if (!Number.isInteger(a) || !Number.isInteger(b)) throw wrongArgument('States.MathAdd takes two integers');
    return Number(a) + Number(b);
  },
};

function wrongArgument(detail: string): StateFailure {
  return new StateFailure('States.IntrinsicFailure', detail);
}

function format([template, ...values]: Json[]): string {
  if (typeof template !== 'string') throw wrongArgument('States.Format takes a template');
  const pieces = template.split('{}');
  if (pieces.length !== values.length + 1) throw wrongArgument('States.Format takes one value per {}');
  return pieces.reduce((text, piece, index) => {
    const value = values[index - 1];
    if (typeof value === 'object' && value !== null) throw wrongArgument('States.Format takes no objects or arrays');
    return `${text}${value}${piece}`;
  });
}

/**
 * Reads a call such as `States.Format('{} of {}', $.a, 3)`; calls may be nested.
 * @param readPath makes an expression of a path found among the arguments.
 * @throws {SyntaxError} when the text is not a call, or names a function this engine does not have.
 */
export function parseIntrinsic(text: string, readPath: (path: string) => Expression): Expression {
  const reader = { text, position: 0 };
  const call = readCall(reader, readPath);
  if (reader.position !== text.length) throw unreadable(reader);
  return call;
}

interface Reader {
  text: string;
  position: number;
}

function unreadable({ text }: Reader): SyntaxError {
  return new SyntaxError(`not an intrinsic function call: ${text}`);
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  const sticky = new RegExp(pattern.source, 'y');
  sticky.lastIndex = reader.position;
  const match = sticky.exec(reader.text)?.[0];
  reader.position += match?.length ?? 0;
  return match;
}

function readCall(reader: Reader, readPath: (path: string) => Expression): Expression {
  const name = take(reader, /States\.\w+/) ?? '';
  const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (!intrinsic) throw new SyntaxError(`no such intrinsic function: ${reader.text}`);
  if (!take(reader, /\(\s*/)) throw unreadable(reader);
  const args: Expression[] = [];
  while (!take(reader, /\s*\)/)) {
    if (args.length > 0 && !take(reader, /\s*,\s*/)) throw unreadable(reader);
    args.push(readArgument(reader, readPath));
  }
  return (source) => intrinsic(args.map((arg) => arg(source)));
}

function readArgument(reader: Reader, readPath: (path: string) => Expression): Expression {
  if (reader.text.startsWith('States.', reader.position)) return readCall(reader, readPath);
  const path = take(reader, /\$(?:\[(?:'(?:[^'\\]|\\.)*'|[^\]]*)\]|[^,()[\]\s])*/);
  if (path !== undefined) return readPath(path);
  const quoted = take(reader, /'(?:[^'\\]|\\.)*'/);
  const literal = quoted === undefined ? take(reader, /-?\d+(?:\.\d+)?|true|false|null/) : undefined;
  if (quoted === undefined && literal === undefined) throw unreadable(reader);
  // A backslash escapes ', {, } and itself.
  const value = literal === undefined ? (quoted ?? '').slice(1, -1).replace(/\\(.)/g, '$1') : parseJson(literal);
  return () => value;
}
