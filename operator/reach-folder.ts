import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { tableName } from '#infra/names.ts';
import { FolderInUse, takeFolder } from '#sandbox/local/lock.ts';
import { pseudonymKeysIn } from '#sandbox/local/pseudonym-keys.ts';
import { readServices } from '#sandbox/local/services-file.ts';
import { startDynamoDB } from '#sandbox/services/dynamodb.ts';
import { DUMMY_CREDENTIALS, REGION } from '#sandbox/services/environment.ts';
import { pseudonymKeysSchema } from '#shared/adapters/secrets/schemas.ts';
import { auditArchive } from '#shared/adapters/store/audit-archive.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { stepFunctionsWorkflow } from '#shared/adapters/workflow/step-functions.ts';
import type { PseudonymKeys } from '#shared/domain/pseudonym.ts';
import { parseStage, type Stage } from '#shared/stage.ts';
import { OutOfReach, type Reach } from './reach.ts';

/**
 * The store of `npm run local`: through the desk that works in the folder just now, or from the disk where none does.
 * @throws OutOfReach when no desk has ever worked there, or the one that does is starting
 */
export async function reachFolder(folder: string): Promise<Reach> {
  const file = join(folder, 'stage.json');
  if (!existsSync(file))
    throw new OutOfReach(
      `${folder}/ holds no store of npm run local. Set ACCESS_DESK_FOLDER to its folder, or name a stage on AWS: --stage FILE.`,
    );
  const stage = parseStage(readFileSync(file, 'utf8'));
  try {
    return await fromDisk(folder, stage);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    return besideDesk(folder, stage, error.pid);
  }
}

async function fromDisk(folder: string, stage: Stage): Promise<Reach> {
  const lock = await takeFolder(folder);
  try {
    const table = await startDynamoDB({ path: join(folder, 'store'), tableName: tableName(stage.name) });
    const { close, ...stored } = storeAt(table.url, table.tableName, stage);
    return {
      where: `the store in ${folder}/ (no desk is running)`,
      stage,
      ...stored,
      pseudonymKeys: async () => keysIn(folder),
      workflow: null,
      async close() {
        close();
        await table.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function besideDesk(folder: string, stage: Stage, pid: number): Reach {
  const services = readServices(folder);
  if (services === null)
    throw new OutOfReach(`Process ${pid} works in ${folder}/ and has not opened its services yet. Try again.`);
  const { close, ...stored } = storeAt(services.dynamoDB, services.tableName, stage);
  const client = new SFNClient({ endpoint: services.stepFunctions, region: REGION, credentials: DUMMY_CREDENTIALS });
  return {
    where: `the desk running in ${folder}/ (process ${pid})`,
    stage,
    ...stored,
    pseudonymKeys: async () => keysIn(folder),
    workflow: stepFunctionsWorkflow({ client, stateMachineArn: services.machineArn }),
    async close() {
      close();
      client.destroy();
    },
  };
}

function keysIn(folder: string): PseudonymKeys {
  return pseudonymKeysSchema.parse(JSON.parse(pseudonymKeysIn(folder)));
}

function storeAt(endpoint: string, table: string, { retentionDays, writes }: Stage) {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  const store = requestStore({
    client,
    tableName: table,
    now: () => new Date(),
    retentionDays,
    initialWrites: writes,
  });
  const archive = auditArchive({ client, tableName: table, now: () => new Date() });
  return { store, archive, close: () => client.destroy() };
}
