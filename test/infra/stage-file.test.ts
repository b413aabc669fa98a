import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deskApp } from '#infra/desk-app.ts';
import { EXAMPLE_STAGE_FILE, readStageFile } from '#infra/stage-file.ts';

describe('the stage file', () => {
  let folder: string;
  const write = (change: (stage: Record<string, unknown>) => unknown): string => {
    const path = join(folder, 'stage.json');
    writeFileSync(path, JSON.stringify(change(structuredClone({ ...readStageFile(EXAMPLE_STAGE_FILE).stage }))));
    return path;
  };
  const build = (stageFile?: string) =>
    deskApp({ templateOnly: true, outdir: join(folder, 'out'), ...(stageFile !== undefined && { stageFile }) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-desk-stage-'));
    vi.stubEnv('ACCESS_DESK_CONFIG', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('of the examples is complete and writes nothing at first', () => {
    const { stage } = readStageFile(EXAMPLE_STAGE_FILE);
    expect(stage).toMatchObject({ name: 'example', writes: 'planOnly' });
    expect(stage.jira?.ticketTypes.map(({ approval }) => approval.mode)).toEqual(['status', 'jsm']);
  });

  it('is the example where nobody says otherwise', () => {
    expect(build().stack.stackName).toBe('access-desk-example');
  });

  it('is the one ACCESS_DESK_CONFIG names', () => {
    vi.stubEnv(
      'ACCESS_DESK_CONFIG',
      write((stage) => ({ ...stage, name: 'test-one' })),
    );
    expect(build().stack.stackName).toBe('access-desk-test-one');
  });

  it('is the one the context names', () => {
    vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ stageFile: write((stage) => ({ ...stage, name: 'test-two' })) }));
    expect(build().stack.stackName).toBe('access-desk-test-two');
  });

  it('must be there', () => {
    expect(() => build(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json cannot be read/);
  });

  it('must name a ticket system', () => {
    expect(() => build(write(({ jira: _, servicenow: _also, ...stage }) => stage))).toThrow(/names no ticket system/);
  });

  it('may name one of them: then the other has no door and no secret', () => {
    const { app, stack } = build(write(({ jira: _, ...stage }) => stage));
    const template = JSON.stringify(app.synth().getStackByName(stack.stackName).template);
    expect(template).toContain('/webhooks/servicenow');
    expect(template).not.toMatch(/jira/i);
  });

  it('must not use one secret for reader and writer', () => {
    const oneSecret = { ...readStageFile(EXAMPLE_STAGE_FILE).stage.databricks, readerSecret: 'x', writerSecret: 'x' };
    const path = write((stage) => ({ ...stage, databricks: oneSecret }));
    expect(() => build(path)).toThrow(/one secret for two purposes/);
  });
});
