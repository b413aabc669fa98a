import type { Source } from './source.ts';

/** What a room may import. A name that ends with `/` is a folder (or a package with its sub-paths), `node:` any of Node. */
interface Layer {
  readonly name: string;
  readonly holds: RegExp;
  readonly imports: readonly string[] | ((path: string) => readonly string[]);
}

const LAMBDA_PACKAGES = ['@middy/', '@aws-lambda-powertools/', 'aws-lambda', 'zod'];
const CONTRACTS = ['shared/steps.ts', 'shared/stage.ts', 'shared/errors.ts'];

/** The first whose `holds` fits rules. Arrows point inward: what is further down may use what is further up. */
const LAYERS: readonly Layer[] = [
  { name: 'errors', holds: /^shared\/errors\.ts$/, imports: [] },
  { name: 'domain', holds: /^shared\/domain\//, imports: ['shared/domain/', 'shared/errors.ts', 'zod', 'node:crypto'] },
  { name: 'ports', holds: /^shared\/ports\//, imports: ['shared/ports/', 'shared/domain/'] },
  {
    name: 'contracts',
    holds: /^shared\/(steps\.ts|stage\.ts|stage\/.*)$/,
    imports: ['shared/stage/', 'shared/domain/', 'shared/errors.ts', 'zod'],
  },
  {
    name: 'report',
    holds: /^shared\/report\//,
    imports: ['shared/report/', 'shared/domain/', 'shared/errors.ts', 'csv-stringify/', 'zod'],
  },
  {
    name: 'planning',
    holds: /^shared\/planning\//,
    imports: ['shared/planning/', 'shared/domain/', 'shared/ports/', 'shared/errors.ts', 'zod'],
  },
  {
    name: 'common ground of adapters',
    holds: /^shared\/adapters\/(http|aws)\//,
    imports: (path) => [folder(path, 3), 'shared/domain/', 'shared/errors.ts', 'ky', 'zod', 'node:', '@aws-sdk/'],
  },
  {
    name: 'adapter',
    holds: /^shared\/adapters\//,
    imports: (path) => [
      folder(path, 3),
      ...['shared/adapters/http/', 'shared/adapters/aws/', 'shared/domain/', 'shared/ports/'],
      ...['shared/errors.ts', 'shared/stage.ts', 'zod', 'node:', '@aws-sdk/', 'standardwebhooks'],
    ],
  },
  {
    name: 'wiring',
    holds: /^functions\/common\/wire[^/]*\.ts$/,
    imports: ['functions/common/', 'shared/', 'node:', '@aws-sdk/', ...LAMBDA_PACKAGES],
  },
  {
    name: 'functions',
    holds: /^functions\//,
    imports: (path) => [
      ...['functions/common/', folder(path, 2), 'shared/domain/', 'shared/ports/', 'shared/report/'],
      ...['shared/planning/', ...CONTRACTS, 'node:crypto', ...LAMBDA_PACKAGES],
    ],
  },
  {
    name: 'infra',
    holds: /^infra\//,
    imports: ['infra/', ...CONTRACTS, 'shared/adapters/store/table.ts', 'aws-cdk-lib/', 'constructs', 'zod', 'node:'],
  },
];

const folder = (path: string, depth: number) => `${path.split('/').slice(0, depth).join('/')}/`;

function allows(allowed: string, imported: string): boolean {
  if (allowed === 'node:') return imported.startsWith('node:');
  return imported === allowed || (allowed.endsWith('/') && `${imported}/`.startsWith(allowed));
}

/** Imports a file's room does not allow, as `file imports what (room)`. */
export function forbiddenImports({ path, imports }: Source): string[] {
  const layer = LAYERS.find(({ holds }) => holds.test(path));
  if (!layer) return [];
  const allowed = typeof layer.imports === 'function' ? layer.imports(path) : layer.imports;
  return imports
    .filter((imported) => !allowed.some((entry) => allows(entry, imported)))
    .map((imported) => `${path} imports ${imported} (${layer.name})`);
}

/** Test code is for tests, and the rooms that play or call the desk are not used by it. */
export function arrowsOutward({ path, imports }: Source): string[] {
  if (path.startsWith('test/')) return [];
  const room = folder(path, 1);
  const closed = ['test/', 'cli/', 'operator/', 'sandbox/'].filter((outer) => outer !== room);
  // The sandbox plays the command line's user too; an operator's tools reach the local store.
  const open: Readonly<Record<string, string>> = { 'sandbox/': 'cli/', 'operator/': 'sandbox/' };
  const forbidden = closed.filter((outer) => outer !== open[room]);
  return imports
    .filter((imported) => forbidden.some((outer) => imported.startsWith(outer)))
    .map((imported) => `${path} imports ${imported}`);
}

/** Groups of files that import each other, each as `a → b → a`. */
export function importCycles(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || finished.has(path)) return;
    for (const imported of byPath.get(path)?.imports ?? []) if (byPath.has(imported)) visit(imported, [...trail, path]);
    finished.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return cycles;
}
