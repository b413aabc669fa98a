import * as z from 'zod';

const text = z.string().min(1);

/** OAuth client of a Databricks service principal (reader or writer) or of a ServiceNow application. */
export const clientCredentialsSchema = z.object({ clientId: text, clientSecret: text });

/** Access to ServiceNow: an OAuth client, or user name and password where a test instance still takes them. */
export const serviceNowAccessSchema = z.union([clientCredentialsSchema, z.object({ userName: text, password: text })]);

/** API token of the Jira service account. */
export const apiTokenSchema = z.object({ email: text, apiToken: text });

/** Webhook secrets: the valid one, and during a rotation the one before or after it. */
export const webhookSecretsSchema = z.object({ secrets: z.array(text).min(1).max(2) });
