import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The desk's process as one file, so that the hundreds of starts take a fraction of a second each. What a child never
 * runs (the CDK, the store's server) stays outside.
 */
export async function bundleDesk(): Promise<{ readonly file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'access-desk-killed-'));
  const file = join(folder, 'desk.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./desk-process.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // Packages written for CommonJS ask for `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: 'what a child never runs',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /\/aws\/template\.ts$|^dynalite$/ }, ({ path }) => ({ path, namespace: 'absent' }));
          onLoad({ filter: /./, namespace: 'absent' }, () => ({ contents: 'export default undefined;' }));
        },
      },
    ],
    logLevel: 'error',
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
