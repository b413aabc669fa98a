import { bareCode, type Source } from './source.ts';

/** A file that only passes on what others export. */
export function isBarrel({ text }: Source): boolean {
  const bare = bareCode(text).trim();
  const rest = bare.replaceAll(/^(?:export|import)\s[^;]*?from\s*'';?$/gm, '').trim();
  return bare !== '' && rest === '' && /^export\s/m.test(bare);
}

export function passesAllOn({ text }: Source): boolean {
  return /^export\s+\*/m.test(bareCode(text));
}

export function hasDefaultExport({ text }: Source): boolean {
  return /^export\s+default\b|\bas\s+default\b/m.test(bareCode(text));
}

/** `any` where a type stands; a value may be called so. */
const ANY_TYPES = [
  /[:<]\s*any\b(?!\s*[(.])/,
  /(?<![|&])[|&]\s*any\b/,
  /,\s*any\s*>/,
  /\b(?:as|extends|keyof)\s+any\b/,
  /\btype\s[^=;]*=\s*any\b/,
];

export function saysAny({ text }: Source): boolean {
  const bare = bareCode(text);
  return ANY_TYPES.some((pattern) => pattern.test(bare));
}

const MOST_LINES = 60;
const MOST_LINES_OF_A_STEP = 40;

/** What is too long in a handler, as `file: what, lines`. */
export function tooLong({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n');
  const long = statements(lines)
    .filter(([first]) => first?.startsWith('export '))
    .filter((statement) => statement.length > MOST_LINES_OF_A_STEP)
    .map((statement) => `${path}: ${statement[0]?.slice(0, 60)} has ${statement.length} lines`);
  return lines.length > MOST_LINES ? [...long, `${path} has ${lines.length} lines`] : long;
}

/** Top-level statements: each begins with a line that is not indented and not the end of the one before. */
function statements(lines: readonly string[]): string[][] {
  const found: string[][] = [];
  for (const line of lines) {
    const begins = /^[^\s})\]]/.test(line);
    if (begins) found.push([line]);
    else if (line.trim() !== '') found.at(-1)?.push(line);
  }
  return found;
}
