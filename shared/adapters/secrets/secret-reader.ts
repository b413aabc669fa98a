import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { failureName } from '#shared/adapters/aws/failure.ts';
import { ConfigurationInvalid, DeskUnavailable } from '#shared/errors.ts';

export interface SecretReader {
  /**
   * The secret's JSON as `schema` describes it (schemas.ts). Errors name the secret, never anything of its value.
   * @throws ConfigurationInvalid when it is missing, unreadable for us, deleted, or not what `schema` says
   * @throws DeskUnavailable when Secrets Manager does not answer after the SDK's own retries
   */
  read<T>(secretName: string, schema: z.ZodType<T>): Promise<T>;
}

interface SecretReaderOptions {
  readonly client: SecretsManagerClient;
  readonly now: () => Date;
  /** How long a container uses a value it has read: the longest a rotated secret stays unknown. @default 300 */
  readonly cacheSeconds?: number;
}

/** What an administrator has to put right, by error name (AWS API reference, GetSecretValue, "Errors"). */
const TO_CONFIGURE: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'does not exist or has no value',
  AccessDeniedException: 'may not be read by this function',
  DecryptionFailure: 'may not be decrypted by this function',
  InvalidRequestException: 'is marked for deletion',
  InvalidParameterException: 'has a name that cannot be one',
  ValidationException: 'has a name that cannot be one',
};

/** Reads secrets from Secrets Manager; simultaneous reads of one secret share one call. */
export function secretReader({ client, now, cacheSeconds = 300 }: SecretReaderOptions): SecretReader {
  const cache = new Map<string, { until: number; text: Promise<string> }>();

  function textOf(secretName: string): Promise<string> {
    const time = now().getTime();
    const known = cache.get(secretName);
    if (known && time < known.until) return known.text;
    const entry = { until: time + cacheSeconds * 1000, text: fetchText(client, secretName) };
    cache.set(secretName, entry);
    // A failure is not remembered; who waits for it is told by the promise itself.
    entry.text.catch(() => cache.get(secretName) === entry && cache.delete(secretName));
    return entry.text;
  }

  return {
    async read(secretName, schema) {
      const parsed = schema.safeParse(parseJson(secretName, await textOf(secretName)));
      if (parsed.success) return parsed.data;
      // Where, not what: a zod error is not passed on, because it may quote the value.
      const keys = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
      throw unusable(secretName, `does not have the expected form (${keys})`);
    },
  };
}

async function fetchText(client: SecretsManagerClient, secretName: string): Promise<string> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretName }));
    if (SecretString !== undefined) return SecretString;
  } catch (cause) {
    const problem = TO_CONFIGURE[failureName(cause)];
    if (problem === undefined) throw new DeskUnavailable({ what: `secret ${secretName}` }, { cause });
    throw unusable(secretName, problem, { cause });
  }
  throw unusable(secretName, 'is binary, not text');
}

function parseJson(secretName: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No cause: the message of a SyntaxError quotes the text.
    throw unusable(secretName, 'is not JSON');
  }
}

function unusable(secretName: string, problem: string, options?: ErrorOptions): ConfigurationInvalid {
  return new ConfigurationInvalid({ problem: `secret ${secretName} ${problem}.` }, options);
}
