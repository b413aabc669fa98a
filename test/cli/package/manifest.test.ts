import { describe, expect, it } from 'vitest';
import { packageManifest } from '#cli/package/manifest.ts';

const project = {
  name: 'x',
  version: '1.2.3',
  description: 'd',
  license: 'l',
  private: true,
  type: 'module',
  scripts: { test: 'no' },
  bin: { x: 'dist/main.js' },
  exports: { '.': { types: './dist/types/x.d.ts', default: './dist/x.js' } },
  dependencies: { '@scope/a': '1.0.0', b: '2.0.0', c: '3.0.0' },
  devDependencies: { d: '4.0.0' },
};
const made = (change: object, ...imported: readonly string[]) =>
  packageManifest(JSON.stringify({ ...project, ...change }), new Set(imported));

describe('the manifest of the package', () => {
  it('is the one of the project, seen from dist, with the dependencies that are imported', () => {
    expect(made({}, 'c/sync', '@scope/a/deep', 'c')).toEqual({
      name: 'x',
      version: '1.2.3',
      description: 'd',
      license: 'l',
      type: 'module',
      engines: { node: '>=22' },
      bin: { x: './main.js' },
      exports: { '.': { types: './types/x.d.ts', default: './x.js' } },
      dependencies: { '@scope/a': '1.0.0', c: '3.0.0' },
    });
  });

  it('is refused where the package would not work', () => {
    expect(() => made({}, 'd')).toThrow('d is imported but is no dependency');
    expect(() => made({ bin: { x: 'cli/main.ts' } })).toThrow('cli/main.ts of package.json is not in dist/');
  });
});
