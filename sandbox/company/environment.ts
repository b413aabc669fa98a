import * as z from 'zod';
import { ConfigurationInvalid } from '#shared/errors.ts';
import type { Stage } from '#shared/stage.ts';
import { exampleSecrets } from '../example-stage.ts';

const clientSchema = z.object({ clientId: z.string(), clientSecret: z.string() });
const tokenSchema = z.object({ email: z.string(), apiToken: z.string() });
const webhookSchema = z.object({ secrets: z.tuple([z.string()], z.string()) });

/** The variables with which `npm run local` finds a simulated company; the secrets are published ones. */
export function companyEnvironment(
  stage: Stage,
  more: { readonly stageFile: string; readonly folder: string; readonly deskPort: number },
): Record<string, string> {
  const { databricks, jira, servicenow } = stage;
  const secrets = exampleSecrets();
  const read = <T>(name: string, schema: z.ZodType<T>): T => schema.parse(JSON.parse(secrets.get(name) ?? 'null'));
  if (jira === undefined || servicenow === undefined) throw new ConfigurationInvalid({ problem: 'half a company' });
  const reader = read(databricks.readerSecret, clientSchema);
  const writer = read(databricks.writerSecret, clientSchema);
  const jiraApi = read(jira.apiSecret, tokenSchema);
  const serviceNowApi = read(servicenow.apiSecret, clientSchema);
  return {
    ACCESS_DESK_CONFIG: more.stageFile,
    ACCESS_DESK_FOLDER: more.folder,
    DATABRICKS_HOST: databricks.host,
    DATABRICKS_ACCOUNT_ID: databricks.accountId,
    DATABRICKS_CLIENT_ID: reader.clientId,
    DATABRICKS_CLIENT_SECRET: reader.clientSecret,
    DATABRICKS_WRITER_CLIENT_ID: writer.clientId,
    DATABRICKS_WRITER_CLIENT_SECRET: writer.clientSecret,
    JIRA_BASE_URL: jira.baseUrl,
    JIRA_EMAIL: jiraApi.email,
    JIRA_API_TOKEN: jiraApi.apiToken,
    JIRA_WEBHOOK_SECRET: read(jira.webhookSecret, webhookSchema).secrets[0],
    SERVICENOW_INSTANCE_URL: servicenow.instanceUrl,
    SERVICENOW_CLIENT_ID: serviceNowApi.clientId,
    SERVICENOW_CLIENT_SECRET: serviceNowApi.clientSecret,
    SERVICENOW_WEBHOOK_SECRET: read(servicenow.webhookSecret, webhookSchema).secrets[0],
    PORT: String(more.deskPort),
  };
}

/** As lines a shell can read; values have no quotes in them. */
export function shellLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
}
