import type * as z from 'zod';
import { visible } from '#shared/domain/display.ts';

/** Longest text that is shown; what is longer is no id, and nobody reads it in a line. */
const MOST_SHOWN = 60;

type Path = readonly PropertyKey[];

/**
 * What does not fit in a stage file, one line per key: path, what is there, what belongs there. No line shows what
 * could be an address or, pasted in the wrong place, a secret.
 */
export function misfits(error: z.ZodError, file: unknown): string[] {
  return [...new Set(error.issues.flatMap((issue) => linesOf(issue, file)))];
}

function linesOf(issue: z.core.$ZodIssue, file: unknown): string[] {
  const { path } = issue;
  switch (issue.code) {
    case 'custom':
      return [`${name(path)}: ${issue.message}`];
    case 'unrecognized_keys': {
      const messages = issue.message.split('\n');
      return issue.keys.map((key, index) => `${name([...path, key])}: ${messages[index]}`);
    }
    case 'invalid_key':
      return [`${name(path)}: this key ${issue.issues[0]?.message}`];
    default:
      return [`${name(path)}: ${whatIsThere(path, file)}, ${issue.message}`];
  }
}

function name(path: Path): string {
  return path.map((part) => (isPrivate(String(part)) ? '…' : visible(String(part)))).join('.') || 'the file';
}

function whatIsThere(path: Path, file: unknown): string {
  const value = path.reduce(childOf, file);
  if (value === undefined) return 'is missing';
  if (Array.isArray(value)) return value.length === 0 ? 'is an empty list' : 'is a list';
  if (typeof value === 'string') return isHidden(path, value) ? 'is a text' : `is ${visible(JSON.stringify(value))}`;
  return typeof value === 'object' && value !== null ? 'is an object' : `is ${JSON.stringify(value)}`;
}

function childOf(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
    ? Reflect.get(parent, key)
    : undefined;
}

/** Where the name of a secret belongs, its value may have been pasted. */
function isHidden(path: Path, value: string): boolean {
  return isPrivate(value) || value.length > MOST_SHOWN || /secret$/i.test(String(path.at(-1)));
}

function isPrivate(text: string): boolean {
  return text.includes('@');
}
