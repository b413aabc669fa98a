import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { machineName, tableName } from '#infra/names.ts';
import { readStageFile } from '#infra/stage-file.ts';
import { pseudonymKeysSchema } from '#shared/adapters/secrets/schemas.ts';
import { secretReader } from '#shared/adapters/secrets/secret-reader.ts';
import { auditArchive } from '#shared/adapters/store/audit-archive.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { stepFunctionsWorkflow } from '#shared/adapters/workflow/step-functions.ts';
import { pseudonymSecretOf } from '#shared/stage.ts';
import { OutOfReach, type Reach } from './reach.ts';

/**
 * A stage on AWS, with the credentials and the region of the environment.
 * @throws OutOfReach without credentials, region or table; ConfigurationInvalid when the file is no stage file
 */
export async function reachStage(path: string): Promise<Reach> {
  const { stage } = readStageFile(path);
  const dynamoDB = new DynamoDBClient({});
  const stepFunctions = new SFNClient({});
  const secrets = new SecretsManagerClient({});
  const table = tableName(stage.name);
  const stateMachineArn = machineArnBeside(await tableArn(dynamoDB, table), machineName(stage.name));
  return {
    where: `stage ${stage.name} on AWS`,
    stage,
    store: requestStore({
      client: dynamoDB,
      tableName: table,
      now: () => new Date(),
      retentionDays: stage.retentionDays,
      initialWrites: stage.writes,
    }),
    workflow: stepFunctionsWorkflow({ client: stepFunctions, stateMachineArn }),
    archive: auditArchive({ client: dynamoDB, tableName: table, now: () => new Date() }),
    pseudonymKeys: () =>
      secretReader({ client: secrets, now: () => new Date() }).read(pseudonymSecretOf(stage), pseudonymKeysSchema),
    async close() {
      dynamoDB.destroy();
      stepFunctions.destroy();
      secrets.destroy();
    },
  };
}

async function tableArn(client: DynamoDBClient, name: string): Promise<string> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableArn !== undefined) return Table.TableArn;
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown';
    throw new OutOfReach(`The table ${name} cannot be reached (${why}). Are credentials and AWS_REGION set?`, {
      cause,
    });
  }
  throw new OutOfReach(`AWS does not say where the table ${name} is.`);
}

/** Table and machine of a stage are in one account and region: arn:partition:service:region:account:… */
export function machineArnBeside(tableArn: string, machine: string): string {
  const [arn, partition, , region, account] = tableArn.split(':');
  return [arn, partition, 'states', region, account, 'stateMachine', machine].join(':');
}
