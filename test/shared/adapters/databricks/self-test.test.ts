import { describe, expect, it } from 'vitest';
import { readerClient, writerClient } from '#sandbox/simulators/databricks/clients.ts';
import type { DatabricksReaderOptions } from '#shared/adapters/databricks/reader.ts';
import { databricksReaderSelfTest, databricksWriterSelfTest } from '#shared/adapters/databricks/self-test.ts';
import { type AccountUnderTest, accountUnderTest } from './account-under-test.ts';

type Client = Pick<typeof readerClient, 'clientId' | 'clientSecret'>;

function optionsOf({ simulator, clock }: AccountUnderTest, client: Client): DatabricksReaderOptions {
  return {
    host: simulator.url,
    accountId: simulator.accountId,
    credentials: async () => client,
    secretName: 'secret',
    version: 'test',
    now: () => clock.now,
    sleep: async () => undefined,
  };
}

describe("Databricks' self test", () => {
  it('says who reads', async () => {
    await using account = await accountUnderTest();
    const { system, as, missing } = await databricksReaderSelfTest(optionsOf(account, readerClient))();
    expect({ system, missing }).toEqual({ system: 'Databricks, reading', missing: [] });
    expect(as).toContain(`application ${readerClient.clientId}`);
    expect(account.calls().every((call) => call.startsWith('GET '))).toBe(true);
  });

  it('says what the reader may not read', async () => {
    await using account = await accountUnderTest();
    const { missing } = await databricksReaderSelfTest(optionsOf(account, writerClient))();
    expect(missing).toEqual([
      expect.stringMatching(/^May not read users and groups .*make the reader account admin\.$/),
      expect.stringMatching(/^May not read the list of workspaces /),
      expect.stringMatching(/^May not read metastores /),
    ]);
  });

  it('says who writes, and that it must be another one', async () => {
    await using account = await accountUnderTest();
    const reader = optionsOf(account, readerClient);
    const good = await databricksWriterSelfTest({ writer: optionsOf(account, writerClient), reader })();
    expect(good).toMatchObject({ system: 'Databricks, writing', missing: [] });
    expect(good.as).toContain(writerClient.clientId);
    const same = await databricksWriterSelfTest({ writer: reader, reader })();
    expect(same.missing).toEqual([expect.stringContaining('one service principal')]);
  });

  it('says that the writer is too powerful', async () => {
    await using account = await accountUnderTest();
    const self = account.simulator.model.servicePrincipals.find(
      ({ applicationId }) => applicationId === writerClient.clientId,
    );
    if (self === undefined) throw new Error('the account does not list the writer');
    Object.assign(self, { roles: ['account_admin'] });
    const options = { writer: optionsOf(account, writerClient), reader: optionsOf(account, readerClient) };
    expect((await databricksWriterSelfTest(options)()).missing).toEqual([expect.stringContaining('account admin')]);
  });

  it('throws where the credentials are not accepted; a reader that has none does not hide the writer', async () => {
    await using account = await accountUnderTest();
    const wrong = optionsOf(account, { ...readerClient, clientSecret: 'wrong' });
    await expect(databricksReaderSelfTest(wrong)()).rejects.toMatchObject({ name: 'CredentialsRejected' });
    const writer = optionsOf(account, writerClient);
    await expect(databricksWriterSelfTest({ writer, reader: wrong })()).resolves.toMatchObject({ missing: [] });
    await expect(databricksWriterSelfTest({ writer: wrong, reader: writer })()).rejects.toMatchObject({
      name: 'CredentialsRejected',
    });
  });
});
