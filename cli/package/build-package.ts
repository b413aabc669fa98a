import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { packageManifest } from './manifest.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How the declarations find each other: they keep the specifiers of the sources. */
const TYPES_MANIFEST = { type: 'module', imports: { '#shared/*.ts': './shared/*.d.ts', '#cli/*.ts': './cli/*.d.ts' } };

/**
 * Makes the package of library and command line in a folder of its own: JavaScript, declarations, package.json, manual
 * and licence. What was in the folder is removed.
 * @throws Error when a source does not compile
 */
export async function buildPackage(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const [imported] = await Promise.all([bundle(outDir), declare(join(outDir, 'types'))]);
  const manifest = packageManifest(await readFile(join(ROOT, 'package.json'), 'utf8'), imported);
  await Promise.all([
    writeFile(join(outDir, 'package.json'), asText(manifest)),
    writeFile(join(outDir, 'types', 'package.json'), asText(TYPES_MANIFEST)),
    copyFile(join(ROOT, 'docs/cli.md'), join(outDir, 'README.md')),
    copyFile(join(ROOT, 'LICENSE'), join(outDir, 'LICENSE')),
  ]);
}

/** Node runs no TypeScript below node_modules, and nobody else knows our `#shared/` there. @returns what is imported */
async function bundle(outDir: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/library.ts', 'cli/main.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    outdir: outDir,
    metafile: true,
    logLevel: 'error',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const paths = imports.filter(({ external }) => external).map(({ path }) => path);
  return new Set(paths.filter((path) => !path.startsWith('node:')));
}

async function declare(outDir: string): Promise<void> {
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  await promisify(execFile)(tsc, ['-p', 'tsconfig.build.json', '--outDir', outDir], { cwd: ROOT });
}

function asText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
