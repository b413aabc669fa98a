import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { databricksWriter } from '#shared/adapters/databricks/writer.ts';
import { jiraTickets } from '#shared/adapters/jira/tickets.ts';
import { jiraWebhooks } from '#shared/adapters/jira/webhook.ts';
import {
  apiTokenSchema,
  clientCredentialsSchema,
  pseudonymKeysSchema,
  serviceNowAccessSchema,
  webhookSecretsSchema,
} from '#shared/adapters/secrets/schemas.ts';
import { secretReader } from '#shared/adapters/secrets/secret-reader.ts';
import { serviceNowTickets } from '#shared/adapters/servicenow/tickets.ts';
import { serviceNowWebhooks } from '#shared/adapters/servicenow/webhook.ts';
import { auditRecord } from '#shared/adapters/store/audit-record.ts';
import { pseudonyms } from '#shared/adapters/store/pseudonyms.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import { stepFunctionsWorkflow } from '#shared/adapters/workflow/step-functions.ts';
import type { System } from '#shared/domain/ticket.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import { parseStage, type Stage } from '#shared/stage.ts';
import { VERSION } from '#shared/version.ts';
import { type Environment, required } from './environment.ts';
import { lazy } from './lazy.ts';
import { log } from './logger.ts';
import type { Ports, Surroundings } from './ports.ts';

/** AWS answers in milliseconds; a connection that hangs must not eat the time of a step. */
const AWS_CLIENT = { maxAttempts: 4, requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 } };

/** Gives a function its ports; `folder` names it in the ledger. */
export type Wiring = (folder: string) => Ports & Surroundings;

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds) => void (await pause(milliseconds)),
};

/**
 * The one place that chooses adapters. Every port is built when it is first used, so a function needs only the
 * environment of the ports that shared/steps.ts lists for it.
 * @throws ConfigurationInvalid (on first use) naming the variable, stage key or secret that is missing
 */
export function wire(env: Environment, clock: Clock = systemClock): Wiring {
  const now = () => clock.now();
  const sleep = (milliseconds: number) => clock.sleep(milliseconds);
  const stage = lazy(() => parseStage(readFileSync(required(env, 'ACCESS_DESK_CONFIG'), 'utf8')));
  const secrets = lazy(() => secretReader({ client: new SecretsManagerClient(AWS_CLIENT), now }));
  const table = () => ({ client: new DynamoDBClient(AWS_CLIENT), tableName: required(env, 'TABLE_NAME'), now });
  const store = lazy(() =>
    requestStore({ ...table(), retentionDays: stage().retentionDays, initialWrites: stage().writes }),
  );
  const record = lazy(() => auditRecord(table()));
  const people = lazy(() => {
    const secretName = required(env, 'PSEUDONYM_SECRET');
    const keys = () => secrets().read(secretName, pseudonymKeysSchema);
    return pseudonyms({ ...table(), retentionDays: stage().retentionDays, keys });
  });
  const workflow = lazy(() =>
    stepFunctionsWorkflow({ client: new SFNClient(AWS_CLIENT), stateMachineArn: required(env, 'MACHINE_ARN') }),
  );
  const waker = lazy(() => stepFunctionsWorkflow({ client: new SFNClient(AWS_CLIENT), stateMachineArn: '' }));
  const account = (secretName: string) => {
    const { host, accountId, workspaceUrls, privateHosts } = stage().databricks;
    const credentials = () => secrets().read(secretName, clientCredentialsSchema);
    return {
      host,
      accountId,
      workspaceUrls,
      privateHosts,
      credentials,
      secretName,
      version: VERSION,
      now: () => now().getTime(),
    };
  };
  const directory = lazy(() => databricksReader(account(required(env, 'DATABRICKS_READER_SECRET'))));
  const directoryWriter = lazy(() => databricksWriter(account(required(env, 'DATABRICKS_WRITER_SECRET'))));
  const jira = lazy(() => {
    const secretName = required(env, 'JIRA_API_SECRET');
    return jiraTickets({
      stage: configured(stage(), 'jira'),
      credentials: () => secrets().read(secretName, apiTokenSchema),
      secretName,
      now,
      sleep,
      version: VERSION,
    });
  });
  const webhookSecrets = (secretName: string) => async () =>
    (await secrets().read(secretName, webhookSecretsSchema)).secrets;
  const fromJira = lazy(() =>
    jiraWebhooks({
      stage: configured(stage(), 'jira'),
      secrets: webhookSecrets(required(env, 'JIRA_WEBHOOK_SECRET')),
      now,
    }),
  );
  const serviceNow = lazy(() => {
    const secretName = required(env, 'SERVICENOW_API_SECRET');
    return serviceNowTickets({
      stage: configured(stage(), 'servicenow'),
      access: () => secrets().read(secretName, serviceNowAccessSchema),
      secretName,
      now,
      sleep,
      version: VERSION,
    });
  });
  const fromServiceNow = lazy(() =>
    serviceNowWebhooks({
      stage: configured(stage(), 'servicenow'),
      secrets: webhookSecrets(required(env, 'SERVICENOW_WEBHOOK_SECRET')),
      now,
    }),
  );
  const tickets: Readonly<Record<System, () => TicketSystem>> = { jira, servicenow: serviceNow };

  return (folder) => ({
    clock,
    log,
    owner: `${folder} ${randomUUID()}`,
    tickets: (system) => tickets[system](),
    get stage() {
      return stage();
    },
    get store() {
      return store();
    },
    get openRuns() {
      return store();
    },
    get record() {
      return record();
    },
    get pseudonyms() {
      return people();
    },
    get directory() {
      return directory();
    },
    get directoryWriter() {
      return directoryWriter();
    },
    get starter() {
      return workflow();
    },
    get waker() {
      return waker();
    },
    get executions() {
      return workflow();
    },
    get jiraWebhooks() {
      return fromJira();
    },
    get serviceNowWebhooks() {
      return fromServiceNow();
    },
  });
}

function configured<S extends System>(stage: Stage, system: S): NonNullable<Stage[S]> {
  const found = stage[system];
  if (found === undefined) throw new ConfigurationInvalid({ problem: `the stage file has no key ${system}` });
  return found;
}

let wiring: Wiring | undefined;

/** Ports of a function, from this process's environment. */
export function wiredPorts(folder: string): Ports & Surroundings {
  wiring ??= wire(process.env);
  return wiring(folder);
}

/** Replaces the wiring of this process: the sandbox runs the unchanged handlers against another desk with it. */
export function rewire(next: Wiring | undefined): void {
  wiring = next;
}
