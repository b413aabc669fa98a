import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutOfReach } from '#operator/reach.ts';
import { reachFolder } from '#operator/reach-folder.ts';
import { machineArnBeside } from '#operator/reach-stage.ts';
import { exampleStage } from '#sandbox/example-stage.ts';
import { takeFolder } from '#sandbox/local/lock.ts';
import { forgetServices, tellServices } from '#sandbox/local/services-file.ts';
import { startDynamoDB } from '#sandbox/services/dynamodb.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reach-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function leaveStage(): void {
  const databricks = { url: 'https://accounts.azuredatabricks.net', accountId: 'account-1', workspaceUrls: {} };
  const stage = exampleStage({ databricks, jira: { url: 'https://example.atlassian.net' } });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'stage.json'), JSON.stringify(stage));
}

describe('the store of a local desk', () => {
  it('is reached on the disk while no desk runs, and keeps what was set', async () => {
    leaveStage();
    const first = await reachFolder(folder);
    expect(first.workflow).toBeNull();
    await first.store.writeControl('stopped');
    await first.close();
    const second = await reachFolder(folder);
    expect(await second.store.readControl()).toEqual({ writes: 'stopped' });
    await second.close();
  });

  it('is reached through the desk that works there', async () => {
    leaveStage();
    const lock = await takeFolder(folder);
    const table = await startDynamoDB();
    const { tableName } = table;
    tellServices(folder, { dynamoDB: table.url, stepFunctions: table.url, tableName, machineArn: 'arn:aws:states:x' });
    const reach = await reachFolder(folder);
    expect(reach.where).toContain(`process ${process.pid}`);
    expect(reach.workflow).not.toBeNull();
    expect(await reach.store.listOpenRuns()).toEqual([]);
    await reach.close();
    await table.close();

    forgetServices(folder);
    await expect(reachFolder(folder)).rejects.toThrow('has not opened its services yet');
    lock.release();
  });

  it('is not there before a desk has ever worked in the folder', async () => {
    await expect(reachFolder(folder)).rejects.toThrow(OutOfReach);
  });
});

it('finds the state machine of a stage beside its table', () => {
  const table = 'arn:aws-cn:dynamodb:cn-north-1:123456789012:table/access-desk-prod';
  expect(machineArnBeside(table, 'access-desk-prod')).toBe(
    'arn:aws-cn:states:cn-north-1:123456789012:stateMachine:access-desk-prod',
  );
});
