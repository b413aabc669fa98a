import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { synthesiseTemplate } from '#sandbox/aws/template.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reportSchema = z.object({ pluginReports: z.array(z.looseObject({ violations: z.array(z.looseObject({})) })) });

describe('npm run synth', () => {
  let outdir: string;

  beforeAll(() => {
    outdir = mkdtempSync(join(tmpdir(), 'access-desk-synth-test-'));
    // Nothing of AWS in the environment, and no home directory in which it could be found.
    const env = { PATH: process.env.PATH, HOME: outdir, CDK_OUTDIR: outdir };
    execFileSync(process.execPath, ['infra/app.ts'], { cwd: root, env, stdio: 'pipe' });
  }, 180_000);
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  const bundles = () =>
    readdirSync(outdir)
      .filter((name) => name.startsWith('asset.'))
      .map((name) => join(outdir, name));

  it('bundles every function, each at most 700 KB, with the stage file', () => {
    expect(bundles().length).toBe(25);
    for (const bundle of bundles()) {
      expect(readdirSync(bundle).sort()).toEqual(['index.mjs', 'index.mjs.map', 'stage.json']);
      expect(statSync(join(bundle, 'index.mjs')).size).toBeLessThanOrEqual(700_000);
      expect(readFileSync(join(bundle, 'stage.json'))).toEqual(readFileSync(EXAMPLE_STAGE_FILE));
    }
  });

  it('writes the template the sandbox runs, but for the code', () => {
    const text = readFileSync(join(outdir, 'access-desk-example.template.json'), 'utf8');
    const withoutCode = (template: unknown) => JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, 'hash');
    expect(withoutCode(JSON.parse(text))).toBe(withoutCode(synthesiseTemplate()));
  });

  it('leaves CDK’s own check of the template nothing to say', () => {
    const report = reportSchema.parse(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')));
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  });
});
