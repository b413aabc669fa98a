import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { databricksReaderSelfTest, databricksWriterSelfTest } from '#shared/adapters/databricks/self-test.ts';
import { jiraSelfTest } from '#shared/adapters/jira/self-test.ts';
import { apiTokenSchema, clientCredentialsSchema, serviceNowAccessSchema } from '#shared/adapters/secrets/schemas.ts';
import { secretReader } from '#shared/adapters/secrets/secret-reader.ts';
import { serviceNowSelfTest } from '#shared/adapters/servicenow/self-test.ts';
import type { SelfTest } from '#shared/ports/self-test.ts';
import type { Stage } from '#shared/stage.ts';
import { systemClock } from './wire.ts';

/** Every identity the desk uses somewhere. */
export const IDENTITIES = ['reader', 'writer', 'jira', 'servicenow'] as const;
export type Identity = (typeof IDENTITIES)[number];

/** The self tests of the identities this stage has; the credentials are read from Secrets Manager, as always. */
export function wireSelfTests(stage: Stage, version: string): Partial<Record<Identity, SelfTest>> {
  const clock = systemClock;
  const now = () => clock.now();
  const secrets = secretReader({ client: new SecretsManagerClient({}), now });
  const account = (secretName: string) => ({
    ...stage.databricks,
    credentials: () => secrets.read(secretName, clientCredentialsSchema),
    secretName,
    version,
    now: () => now().getTime(),
  });
  const { jira, servicenow } = stage;
  const reader = account(stage.databricks.readerSecret);
  const common = { now, sleep: (milliseconds: number) => clock.sleep(milliseconds), version };
  return {
    reader: databricksReaderSelfTest(reader),
    writer: databricksWriterSelfTest({ writer: account(stage.databricks.writerSecret), reader }),
    ...(jira && {
      jira: jiraSelfTest({
        ...common,
        stage: jira,
        credentials: () => secrets.read(jira.apiSecret, apiTokenSchema),
        secretName: jira.apiSecret,
      }),
    }),
    ...(servicenow && {
      servicenow: serviceNowSelfTest({
        ...common,
        stage: servicenow,
        access: () => secrets.read(servicenow.apiSecret, serviceNowAccessSchema),
        secretName: servicenow.apiSecret,
      }),
    }),
  };
}
