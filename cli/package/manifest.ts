import * as z from 'zod';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  type: z.literal('module'),
  bin: z.record(z.string(), z.string()),
  exports: z.record(z.string(), z.record(z.string(), z.string())),
  dependencies: z.record(z.string(), z.string()),
});

/** The code uses what Node 22 brought: methods of sets, `URL.parse`, the source text of numbers in JSON. */
const ENGINES = { node: '>=22' };

/**
 * The package.json of the package: the project's, seen from `dist/`, with those dependencies only that the built files
 * import. The Lambdas' are none of a library user's business.
 * @param imported what the built files import, such as `zod` and `csv-stringify/sync`
 * @throws Error when something is imported that package.json does not list
 */
export function packageManifest(projectManifest: string, imported: ReadonlySet<string>): object {
  const { bin, exports, dependencies, ...rest } = manifestSchema.parse(JSON.parse(projectManifest));
  const packages = [...new Set([...imported].map(packageOf))].sort();
  return {
    ...rest,
    engines: ENGINES,
    bin: mapValues(bin, fromDist),
    exports: mapValues(exports, (conditions) => mapValues(conditions, fromDist)),
    dependencies: Object.fromEntries(packages.map((name) => [name, versionOf(name, dependencies)])),
  };
}

function versionOf(name: string, dependencies: Readonly<Record<string, string>>): string {
  const version = dependencies[name];
  if (version === undefined) throw new Error(`${name} is imported but is no dependency in package.json`);
  return version;
}

/** `csv-stringify/sync` is in `csv-stringify`, `@scope/name/sub` in `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function fromDist(path: string): string {
  if (!/^(\.\/)?dist\//.test(path)) throw new Error(`${path} of package.json is not in dist/`);
  return path.replace(/^(\.\/)?dist\//, './');
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
