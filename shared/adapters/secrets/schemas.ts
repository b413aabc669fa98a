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

/**
 * Keys of the audit record's pseudonyms, by id, and which of them is in use: `{"current":"k1","k1":"…"}`. The stack makes
 * the first; a rotation adds one and names it. An older key stays as long as its pseudonyms are to be found.
 */
export const pseudonymKeysSchema = z
  .object({ current: text })
  .catchall(z.string().min(32))
  .transform(({ current, ...keys }) => ({ current, keys }))
  .refine(({ current, keys }) => keys[current] !== undefined && Object.keys(keys).every((id) => KEY_ID.test(id)));

const KEY_ID = /^[a-z0-9]{1,8}$/;
