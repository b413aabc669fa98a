import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { exampleStage } from '#sandbox/example-stage.ts';
import { enterFolder } from '#sandbox/local/enter-folder.ts';
import { FolderInUse, takeFolder } from '#sandbox/local/lock.ts';
import { checkWorld, OtherWorld, rememberWorld } from '#sandbox/local/world-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder of a desk', () => {
  it('is taken once, until it is released', async () => {
    const lock = await takeFolder(folder);
    await expect(takeFolder(folder)).rejects.toThrow(FolderInUse);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    (await takeFolder(folder)).release();
  });

  it.each([
    ['a process that was killed', JSON.stringify({ port: 1, token: 'x', pid: process.pid })],
    ['a process that was killed while it wrote', '{"port":'],
  ])('is not locked by the file of %s', async (_who, text) => {
    writeFileSync(join(folder, 'lock.json'), text);
    (await takeFolder(folder)).release();
  });

  it('is not locked by another program that has the port by now', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const other = await takeFolder(elsewhere);
    const { port } = z
      .object({ port: z.number() })
      .parse(JSON.parse(readFileSync(join(elsewhere, 'lock.json'), 'utf8')));
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ port, token: 'another word', pid: process.pid }));
    (await takeFolder(folder)).release();
    other.release();
  });
});

describe('the systems a folder is for', () => {
  const stage = (jira: string, accountId = 'account-1') =>
    exampleStage({
      databricks: { url: 'https://accounts.azuredatabricks.net', accountId, workspaceUrls: {} },
      jira: { url: jira },
    });

  it('stay the same; one that comes later is added, one that is left out is not forgotten', () => {
    const one = stage('https://company.atlassian.net');
    const { jira: _jira, ...withoutJira } = one;
    checkWorld(folder, one);
    rememberWorld(folder, withoutJira);
    checkWorld(folder, one);
    rememberWorld(folder, one);
    rememberWorld(folder, withoutJira);
    expect(() => checkWorld(folder, stage('https://other.atlassian.net'))).toThrow(OtherWorld);
    expect(() => checkWorld(folder, stage('https://company.atlassian.net', 'account-2'))).toThrow(OtherWorld);
    checkWorld(folder, one);
  });

  it('are told when they are others', async () => {
    const one = stage('https://company.atlassian.net');
    rememberWorld(folder, stage('https://other.atlassian.net'));
    const entering = enterFolder({ ...SETTINGS, stage: one, folder });
    await expect(entering).rejects.toMatchObject({
      exitCode: 64,
      lines: [expect.stringContaining('Jira at https://other.atlassian.net; now'), expect.stringContaining('delete')],
    });
  });
});

const SETTINGS = {
  secrets: new Map<string, string>(),
  webhooks: new Set<never>(),
  hasWriter: true,
  leftOut: [],
  port: 1,
};
