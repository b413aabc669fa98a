import { inspect } from 'node:util';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { apiTokenSchema, clientCredentialsSchema, webhookSecretsSchema } from '#shared/adapters/secrets/schemas.ts';
import { secretReader } from '#shared/adapters/secrets/secret-reader.ts';
import { ConfigurationInvalid, DeskUnavailable } from '#shared/errors.ts';

const manager = mockClient(SecretsManagerClient);
const client = new SecretsManagerClient({ region: 'eu-central-1' });
const reader = '{"clientId":"id","clientSecret":"hunter2"}';
let time: number;

function newReader(cacheSeconds?: number) {
  return secretReader({ client, now: () => new Date(time), ...(cacheSeconds !== undefined && { cacheSeconds }) });
}
const calls = () => manager.commandCalls(GetSecretValueCommand).length;
const failureNamed = (name: string) => Object.assign(new Error('as AWS says'), { name });

beforeEach(() => {
  manager.reset();
  time = Date.parse('2026-11-23T10:00:00Z');
});

describe('reading', () => {
  it('asks for the secret by name and returns what the schema names', async () => {
    manager.on(GetSecretValueCommand, { SecretId: 'desk/reader' }).resolves({
      SecretString: '{"clientId":"id","clientSecret":"hunter2","note":"not asked for"}',
    });
    const secret = await newReader().read('desk/reader', clientCredentialsSchema);
    expect(secret).toEqual({ clientId: 'id', clientSecret: 'hunter2' });
  });

  it('keeps a value for five minutes', async () => {
    manager.on(GetSecretValueCommand).resolves({ SecretString: reader });
    const secrets = newReader();
    await secrets.read('desk/reader', clientCredentialsSchema);
    time += 299_999;
    await secrets.read('desk/reader', clientCredentialsSchema);
    expect(calls()).toBe(1);
    manager.on(GetSecretValueCommand).resolves({ SecretString: '{"clientId":"id","clientSecret":"rotated"}' });
    time += 1;
    const { clientSecret } = await secrets.read('desk/reader', clientCredentialsSchema);
    expect(clientSecret).toBe('rotated');
    expect(calls()).toBe(2);
  });

  it('keeps a value as long as it is told', async () => {
    manager.on(GetSecretValueCommand).resolves({ SecretString: reader });
    const secrets = newReader(1);
    await secrets.read('desk/reader', clientCredentialsSchema);
    time += 1000;
    await secrets.read('desk/reader', clientCredentialsSchema);
    expect(calls()).toBe(2);
  });

  it('asks once for many at the same time, and per secret', async () => {
    manager.on(GetSecretValueCommand).resolves({ SecretString: reader });
    const secrets = newReader();
    const names = ['desk/reader', 'desk/reader', 'desk/writer', 'desk/reader'];
    await Promise.all(names.map((name) => secrets.read(name, clientCredentialsSchema)));
    expect(calls()).toBe(2);
  });

  it('does not remember a failure', async () => {
    manager
      .on(GetSecretValueCommand)
      .rejectsOnce(failureNamed('InternalServiceError'))
      .resolves({ SecretString: reader });
    const secrets = newReader();
    await expect(secrets.read('desk/reader', clientCredentialsSchema)).rejects.toBeInstanceOf(DeskUnavailable);
    expect((await secrets.read('desk/reader', clientCredentialsSchema)).clientId).toBe('id');
  });
});

describe('what cannot be used', () => {
  it.each([
    ['ResourceNotFoundException', ConfigurationInvalid],
    ['AccessDeniedException', ConfigurationInvalid],
    ['DecryptionFailure', ConfigurationInvalid],
    ['InvalidRequestException', ConfigurationInvalid],
    ['ThrottlingException', DeskUnavailable],
    ['InternalServiceError', DeskUnavailable],
    ['TimeoutError', DeskUnavailable],
  ])('%s names the secret', async (name, expected) => {
    const failure = failureNamed(name);
    manager.on(GetSecretValueCommand).rejects(failure);
    const answer = newReader().read('desk/reader', clientCredentialsSchema);
    await expect(answer).rejects.toBeInstanceOf(expected);
    await expect(answer).rejects.toThrow('desk/reader');
    await expect(answer).rejects.toMatchObject({ cause: failure });
  });

  it("knows the SDK's own classes", async () => {
    manager.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'no', $metadata: {} }));
    const answer = newReader().read('desk/reader', clientCredentialsSchema);
    await expect(answer).rejects.toBeInstanceOf(ConfigurationInvalid);
  });

  it.each([
    ['no JSON', 'hunter2', clientCredentialsSchema, 'is not JSON'],
    ['another form', '["hunter2"]', clientCredentialsSchema, '(the whole)'],
    ['a key missing', '{"clientId":"hunter2"}', clientCredentialsSchema, '(clientSecret)'],
    ['a key of another type', '{"email":"hunter2","apiToken":4711}', apiTokenSchema, '(apiToken)'],
    ['an empty value', '{"email":"","apiToken":"hunter2"}', apiTokenSchema, '(email)'],
    ['no webhook secret', '{"secrets":[]}', webhookSecretsSchema, '(secrets)'],
    ['an empty webhook secret', '{"secrets":["hunter2",""]}', webhookSecretsSchema, '(secrets.1)'],
    ['three webhook secrets', '{"secrets":["hunter2","4711","c"]}', webhookSecretsSchema, '(secrets)'],
  ] as const)('%s: says where, never what', async (_, SecretString, schema, where) => {
    manager.on(GetSecretValueCommand).resolves({ SecretString });
    const failure: unknown = await newReader()
      .read<object>('desk/reader', schema)
      .catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(ConfigurationInvalid);
    const all = inspect(failure, { depth: 10 });
    expect(all).toContain(where);
    expect(all).toContain('desk/reader');
    expect(all).not.toMatch(/hunter2|4711/);
  });

  it('a binary secret', async () => {
    manager.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([1]) });
    const answer = newReader().read('desk/reader', clientCredentialsSchema);
    await expect(answer).rejects.toThrow('desk/reader is binary');
  });
});

describe('schemas', () => {
  it.each([
    [apiTokenSchema, { email: 'desk@company.com', apiToken: 't' }],
    [clientCredentialsSchema, { clientId: 'i', clientSecret: 's' }],
    [webhookSecretsSchema, { secrets: ['now'] }],
    [webhookSecretsSchema, { secrets: ['now', 'before'] }],
  ] as const)('accept what they describe', async (schema, value) => {
    manager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(value) });
    expect(await newReader().read<object>('name', schema)).toEqual(value);
  });
});
