import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDynamoDB } from '#sandbox/services/dynamodb.ts';
import { localEnvironment } from '#sandbox/services/environment.ts';
import { startSecretsManager } from '#sandbox/services/secrets.ts';
import { type ExecutionEngine, startStepFunctions } from '#sandbox/services/step-functions.ts';
import { webhookSecretsSchema } from '#shared/adapters/secrets/schemas.ts';
import { secretReader } from '#shared/adapters/secrets/secret-reader.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { stepFunctionsWorkflow } from '#shared/adapters/workflow/step-functions.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:access-desk-local';
const now = () => new Date('2026-11-23T10:00:00Z');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0).reverse()) await close();
});

/** Remembers the names it was asked to start and does nothing else. */
function startingEngine(): { engine: ExecutionEngine; names: string[] } {
  const names: string[] = [];
  const unused = () => Promise.reject(new Error('not asked for in this test'));
  const engine: ExecutionEngine = {
    async startExecution({ name }) {
      names.push(name);
      return { executionArn: `${stateMachineArn}:${name}`, startDate: now() };
    },
    describeExecution: unused,
    stopExecution: unused,
    sendTaskSuccess: unused,
    sendTaskFailure: unused,
    sendTaskHeartbeat: unused,
    getExecutionHistory: unused,
  };
  return { engine, names };
}

describe('localEnvironment', () => {
  it('leads SDK clients made without any option to the local services', async () => {
    const { engine, names } = startingEngine();
    const secrets = new Map([['desk/webhook', '{"secrets":["now"]}']]);
    const dynamoDB = await startDynamoDB();
    const stepFunctions = await startStepFunctions({ engine, stateMachineArn });
    const manager = await startSecretsManager(secrets);
    closers.push(dynamoDB.close, stepFunctions.close, manager.close);
    const environment = localEnvironment({
      dynamoDB: dynamoDB.url,
      stepFunctions: stepFunctions.url,
      secrets: manager.url,
    });
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

    const clients = { store: new DynamoDBClient(), workflow: new SFNClient(), secrets: new SecretsManagerClient() };
    closers.push(...Object.values(clients).map((client) => () => client.destroy()));

    const { tableName } = dynamoDB;
    const store = requestStore({ client: clients.store, tableName, now, retentionDays: 100, initialWrites: 'on' });
    expect((await store.openRun({ system: 'jira', ticketId: '10042' })).opened).toBe(true);

    const workflow = stepFunctionsWorkflow({ client: clients.workflow, stateMachineArn });
    await workflow.start('jira-10042-1', { system: 'jira', ticketId: '10042', run: 1 });
    expect(names).toEqual(['jira-10042-1']);

    const reader = secretReader({ client: clients.secrets, now, cacheSeconds: 0 });
    expect(await reader.read('desk/webhook', webhookSecretsSchema)).toEqual({ secrets: ['now'] });
    secrets.set('desk/webhook', '{"secrets":["next","now"]}');
    expect(await reader.read('desk/webhook', webhookSecretsSchema)).toEqual({ secrets: ['next', 'now'] });
    const missing = reader.read('desk/other', webhookSecretsSchema);
    await expect(missing).rejects.toMatchObject({ name: 'ConfigurationInvalid' });
    await expect(missing).rejects.toThrow('secret desk/other does not exist');
  });
});
