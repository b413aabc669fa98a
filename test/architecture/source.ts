import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the project, as the rules see it. */
export interface Source {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What it imports or re-exports: a path from the project's root, or a package or node: module as written. */
  readonly imports: readonly string[];
}

const ROOMS = ['infra', 'functions', 'shared', 'cli', 'operator', 'sandbox', 'test'];
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript file of the project. */
export function readSources(): Source[] {
  const inRooms = ROOMS.flatMap((room) => filesUnder(room));
  const atRoot = readdirSync(root).filter((name) => name.endsWith('.ts'));
  return [...inRooms, ...atRoot].map((path) => source(path, readFileSync(join(root, path), 'utf8')));
}

function filesUnder(room: string): string[] {
  try {
    const found = readdirSync(join(root, room), { recursive: true, encoding: 'utf8' });
    return found.filter((name) => name.endsWith('.ts')).map((name) => posix.join(room, name.replaceAll('\\', '/')));
  } catch {
    return [];
  }
}

export function source(path: string, text: string): Source {
  return { path, text, imports: specifiersOf(text).map((specifier) => resolve(path, specifier)) };
}

/** Statements begin a line (the formatter sees to it), so text inside strings and comments is not taken for one. */
const STATEMENTS = [
  /^(?:import|export)\s[^'";]*?\sfrom\s+['"]([^'"]+)['"]/gm,
  /^import\s+['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
];

function specifiersOf(text: string): string[] {
  return STATEMENTS.flatMap((statement) => [...text.matchAll(statement)].map(([, specifier]) => specifier ?? ''));
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return specifier;
}

/** The code without comments and without what stands in strings. */
export function bareCode(text: string): string {
  const quoted = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return text.replaceAll(quoted, (match) => (match.startsWith('/') ? '' : "''"));
}
