import { describe, expect, it } from 'vitest';
import { arrowsOutward, forbiddenImports, importCycles } from './layers.ts';
import { hasDefaultExport, isBarrel, passesAllOn, saysAny, tooLong } from './shape.ts';
import { readSources, source } from './source.ts';

const sources = readSources();
const production = sources.filter(({ path }) => !path.startsWith('test/'));
const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);

describe('the project', () => {
  it('was read', () => {
    expect(paths(sources)).toEqual(
      expect.arrayContaining(['infra/app.ts', 'shared/errors.ts', 'functions/common/wire.ts']),
    );
    expect(sources.find(({ path }) => path === 'infra/app.ts')?.imports).toEqual(['infra/desk-app.ts']);
  });

  it('imports only what each room may', () => {
    expect(sources.flatMap(forbiddenImports)).toEqual([]);
  });

  it('has no arrow into test, command line or sandbox', () => {
    expect(sources.flatMap(arrowsOutward)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(importCycles(production)).toEqual([]);
  });

  it('has no barrel files', () => {
    expect(paths(sources.filter((file) => isBarrel(file) || passesAllOn(file)))).toEqual([]);
  });

  it('has no default exports', () => {
    expect(paths(sources.filter(hasDefaultExport))).toEqual(['vitest.config.ts']);
  });

  it('says any nowhere', () => {
    expect(paths(production.filter(saysAny))).toEqual([]);
  });

  it('has handlers that are read at a glance', () => {
    const handlers = sources.filter(({ path }) => /^functions\/[^/]+\/handler\.ts$/.test(path));
    expect(handlers.length).toBeGreaterThan(20);
    expect(handlers.flatMap(tooLong)).toEqual([]);
  });
});

describe('what a file imports', () => {
  it('is found in every form', () => {
    const text = [
      "import { a } from '#shared/a.ts';",
      "import type { b } from './b.ts';",
      "import * as c from '../c.ts';",
      "import 'node:d';",
      'import {',
      '  e,',
      "} from 'package/e';",
      "export { f } from './f.ts';",
      "const g = await import('#cli/g.ts');",
      "// import { no } from './comment.ts';",
      '  const text = "import { no } from \'./text.ts\'";',
    ].join('\n');
    expect([...source('functions/x/y.ts', text).imports].sort()).toEqual([
      'cli/g.ts',
      'functions/c.ts',
      'functions/x/b.ts',
      'functions/x/f.ts',
      'node:d',
      'package/e',
      'shared/a.ts',
    ]);
  });
});

describe('the rule of the rooms', () => {
  const importing = (path: string, specifier: string) => source(path, `import { x } from '${specifier}';`);

  it.each([
    ['shared/errors.ts', '#shared/domain/run.ts'],
    ['shared/domain/plan.ts', '#shared/ports/clock.ts'],
    ['shared/domain/plan.ts', 'node:fs'],
    ['shared/domain/plan.ts', '@aws-sdk/client-sfn'],
    ['shared/ports/clock.ts', '#shared/errors.ts'],
    ['shared/ports/clock.ts', '#shared/adapters/http/client.ts'],
    ['shared/steps.ts', '#shared/ports/clock.ts'],
    ['shared/report/csv.ts', '#shared/ports/clock.ts'],
    ['shared/planning/read-on.ts', '#shared/adapters/databricks/reader.ts'],
    ['shared/adapters/databricks/reader.ts', '#shared/adapters/jira/client.ts'],
    ['shared/adapters/databricks/reader.ts', '../secrets/schemas.ts'],
    ['shared/adapters/http/client.ts', '../databricks/hosts.ts'],
    ['shared/adapters/store/items.ts', '#functions/common/once.ts'],
    ['functions/read-request/handler.ts', '#shared/adapters/jira/client.ts'],
    ['functions/read-request/handler.ts', '@aws-sdk/client-dynamodb'],
    ['functions/read-request/handler.ts', '#functions/build-plan/read-round.ts'],
    ['functions/common/once.ts', '#shared/adapters/store/keys.ts'],
    ['functions/common/wire.ts', '#functions/read-request/handler.ts'],
    ['infra/stack.ts', '#shared/domain/run.ts'],
    ['infra/stack.ts', '#shared/adapters/store/keys.ts'],
    ['infra/stack.ts', '#functions/common/wire.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(forbiddenImports(importing(path, specifier))).toHaveLength(1);
  });

  it.each([
    ['shared/domain/plan.ts', './run.ts'],
    ['shared/domain/plan.ts', 'zod'],
    ['shared/report/csv.ts', 'csv-stringify/sync'],
    ['shared/adapters/jira/client.ts', '#shared/adapters/http/client.ts'],
    ['functions/read-request/handler.ts', '#functions/common/ports.ts'],
    ['functions/read-request/handler.ts', './rest.ts'],
    ['functions/common/wire.ts', '#shared/adapters/jira/client.ts'],
    ['functions/common/wire-local.ts', '@aws-sdk/client-dynamodb'],
    ['infra/stack.ts', 'aws-cdk-lib/aws-lambda'],
    ['infra/stack.ts', '#shared/adapters/store/table.ts'],
    ['cli/main.ts', '#shared/adapters/databricks/reader.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(forbiddenImports(importing(path, specifier))).toEqual([]);
  });

  it.each([
    ['shared/adapters/jira/client.ts', '#test/builders/plan.ts'],
    ['sandbox/start.ts', '#test/builders/plan.ts'],
    ['cli/main.ts', '#sandbox/aws/template.ts'],
    ['infra/app.ts', '#sandbox/aws/template.ts'],
    ['functions/common/wire.ts', '#cli/main.ts'],
  ])('%s does not point outward to %s', (path, specifier) => {
    expect(arrowsOutward(importing(path, specifier))).toHaveLength(1);
  });

  it('lets tests use everything and the sandbox play the command line', () => {
    expect(arrowsOutward(importing('test/x.test.ts', '#test/builders/plan.ts'))).toEqual([]);
    expect(arrowsOutward(importing('sandbox/start.ts', '#cli/main.ts'))).toEqual([]);
  });

  it('sees a cycle, and none where there is only a diamond', () => {
    const file = (path: string, ...imports: string[]) => ({ path, text: '', imports });
    expect(importCycles([file('a', 'b'), file('b', 'c'), file('c', 'b')])).toEqual(['b → c → b']);
    expect(importCycles([file('a', 'a')])).toEqual(['a → a']);
    expect(importCycles([file('a', 'b', 'c'), file('b', 'd'), file('c', 'd'), file('d')])).toEqual([]);
  });
});

describe('the rules of shape', () => {
  const file = (...lines: string[]) => source('functions/x/handler.ts', lines.join('\n'));

  it('know a barrel', () => {
    expect(isBarrel(file("export { a } from './a.ts';", '// only this', "export type { B } from './b.ts';"))).toBe(
      true,
    );
    expect(isBarrel(file('export {', '  a,', "} from './a.ts';"))).toBe(true);
    expect(isBarrel(file("import { a } from './a.ts';", 'export const b = a;'))).toBe(false);
    expect(isBarrel(file("import { start } from './a.ts';", 'start();'))).toBe(false);
    expect(isBarrel(file("import './a.ts';"))).toBe(false);
    expect(passesAllOn(file("export * from './a.ts';", 'export const b = 1;'))).toBe(true);
  });

  it('know a default export', () => {
    expect(hasDefaultExport(file('export default function x() {}'))).toBe(true);
    expect(hasDefaultExport(file('const x = 1;', 'export { x as default };'))).toBe(true);
    expect(hasDefaultExport(file("const text = 'export default x';"))).toBe(false);
  });

  it.each([
    'let x: any;',
    'f(x as any);',
    'const x: Array<any> = [];',
    'let x: Map<string, any>;',
    'type X = any | 1;',
  ])('know any in %s', (line) => {
    expect(saysAny(file(line))).toBe(true);
  });

  it.each([
    "const x: string = ': any';",
    '// x: any',
    'Promise.any(all);',
    'const any = 1;',
    '/** at: any time */',
  ])('see no any in %s', (line) => {
    expect(saysAny(file(line))).toBe(false);
  });

  it('know a step and a handler that are too long', () => {
    const step = (lines: number) => ['export const x = () => {', ...Array<string>(lines - 2).fill('  y();'), '};'];
    expect(tooLong(file(...step(40), '', 'export const handler = x;'))).toEqual([]);
    expect(tooLong(file(...step(41)))).toEqual(['functions/x/handler.ts: export const x = () => { has 41 lines']);
    expect(tooLong(file(...Array<string>(61).fill('y();')))).toEqual(['functions/x/handler.ts has 61 lines']);
  });
});
