import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '#cli/package/build-package.ts';
import { VERSION } from '#shared/version.ts';
import { accountInReach } from '#test/cli/account-in-reach.ts';
import { readText } from '#test/docs/pages.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const DEPENDENCIES = ['csv-stringify', 'ky', 'zod'];
const MINUTES = 60_000;

/** The program of docs/cli.md. */
const program = /```js\n(.*?)```/s.exec(readText('docs/cli.md'))?.[1] ?? '';

/** What the compiler of a project that uses the package must take, or refuse. */
const using = (type: string) => `${program}
const firstName: ${type} | undefined = plan.idpActions[0]?.group.name;
console.log(firstName);
`;

let folder = '';
let project = '';

/** Without the environment of the npm that runs this test; nothing is fetched from anywhere. */
function call(file: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const clean = { PATH: process.env.PATH, HOME: folder, npm_config_offline: 'true', npm_config_audit: 'false' };
  return promisify(execFile)(file, args, { cwd, env: { ...clean, npm_config_fund: 'false', ...env } });
}

const compile = (file: string, ...options: readonly string[]) => {
  const strictly = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--typeRoots',
    `${root}node_modules/@types`,
  ];
  return call(join(root, 'node_modules/.bin/tsc'), [...strictly, '--types', 'node', ...options, file], project);
};

// Built, packed and installed as a user does it. The three dependencies come as tarballs of what is installed here.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-desk-package-'));
  project = join(folder, 'project');
  const dist = join(folder, 'dist');
  await buildPackage(dist);
  const sources = [dist, ...DEPENDENCIES.map((name) => join(root, 'node_modules', name))];
  await call('npm', ['pack', '--ignore-scripts', ...sources], folder);
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await call('mkdir', ['project'], folder);
  await writeFile(join(project, 'package.json'), '{ "name": "project", "private": true }');
  await call('npm', ['install', '--ignore-scripts', ...tarballs.map((name) => join('..', name))], project);
}, 5 * MINUTES);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package, installed in an empty project', () => {
  it(
    'runs a program of 20 lines that compares, plans with Unity Catalog and applies',
    async () => {
      expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(20);
      const { env, membersOf, id, writes } = await accountInReach();
      await writeFile(join(project, 'program.mjs'), program);
      const { stdout, stderr } = await call(process.execPath, ['program.mjs'], project, env);
      expect(stdout).toContain('Thomas only:\n bi-consumers external false\n data-engineers external true\n');
      expect(stdout).toContain('Add in the identity provider:\n data-engineers\n');
      expect(stdout).toContain('Added in Databricks:\n npb-platform-users: ✓\n scratch-workspace-admins: ✓\n');
      expect(stderr).toBe('');
      expect(writes()).toHaveLength(2);
      expect(membersOf('scratch-workspace-admins')).toContain(id('uwe@company.com'));
    },
    MINUTES,
  );

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'declares its types, for module %s and resolution %s',
    async (module, resolution) => {
      const options = ['--module', module, '--moduleResolution', resolution];
      await writeFile(join(project, 'right.mts'), using('string'));
      await compile('right.mts', ...options);
      await writeFile(join(project, 'wrong.mts'), using('number'));
      await expect(compile('wrong.mts', ...options)).rejects.toMatchObject({
        stdout: expect.stringMatching(/^wrong\.mts\(\d+,7\): error TS2322/),
      });
    },
    2 * MINUTES,
  );

  it(
    'has the command line',
    async () => {
      const { stdout } = await call('npm', ['exec', '--no', '--', 'access-desk', '--version'], project);
      expect(stdout).toBe(`access-desk ${VERSION}\n`);
    },
    MINUTES,
  );

  it('brings in what it needs, and nothing of the Lambdas', async () => {
    const installed = await readdir(join(project, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual(['access-desk', ...DEPENDENCIES]);
    const files = await readdir(join(project, 'node_modules/access-desk'), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'types/cli/library.d.ts']));
    expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
  });

  it('is what the package.json of the project exports once it is built', async () => {
    const ours: unknown = JSON.parse(readText('package.json'));
    expect(ours).toMatchObject({
      bin: { 'access-desk': 'dist/main.js' },
      exports: { '.': { types: './dist/types/cli/library.d.ts', default: './dist/library.js' } },
      files: ['dist'],
    });
    const theirs: unknown = JSON.parse(await readFile(join(project, 'node_modules/access-desk/package.json'), 'utf8'));
    expect(theirs).toMatchObject({
      bin: { 'access-desk': './main.js' },
      exports: { '.': { types: './types/cli/library.d.ts', default: './library.js' } },
    });
  });
});
