import type { AccountModel } from '#sandbox/simulators/databricks/account-model.ts';
import { readerClient, writerClient } from '#sandbox/simulators/databricks/clients.ts';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from '#sandbox/simulators/databricks/server.ts';
import { type DatabricksReaderOptions, databricksReader } from '#shared/adapters/databricks/reader.ts';
import { databricksWriter } from '#shared/adapters/databricks/writer.ts';
import { DeskError } from '#shared/errors.ts';
import type { DirectoryReader, DirectoryWriter } from '#shared/ports/directory.ts';

/** A simulated account with both adapters in front of it. Waits inside the client are noted, not slept. */
export interface AccountUnderTest extends AsyncDisposable {
  readonly simulator: DatabricksSimulator;
  readonly clock: { now: number };
  readonly reader: DirectoryReader;
  readonly writer: DirectoryWriter;
  readonly waits: readonly number[];
  /** Calls the simulator saw, tokens aside, as `METHOD path`. */
  calls(): readonly string[];
  tokenCalls(): number;
}

export interface AccountUnderTestOptions {
  readonly account?: AccountModel;
  readonly simulator?: Partial<DatabricksOptions>;
  readonly reader?: Partial<DatabricksReaderOptions>;
}

export async function accountUnderTest(options: AccountUnderTestOptions = {}): Promise<AccountUnderTest> {
  const clock = { now: Date.parse('2026-11-23T12:00:00Z') };
  const simulator = await startDatabricks({
    account: options.account ?? exampleAccount(),
    now: () => clock.now,
    ...(options.simulator && { options: options.simulator }),
  });
  const waits: number[] = [];
  const common = optionsFor(simulator.url, simulator.accountId, waits);
  const isToken = (path: string) => path.startsWith('/oidc/');
  return {
    simulator,
    clock,
    waits,
    reader: databricksReader({
      ...common,
      now: () => clock.now,
      workspaceUrls: simulator.workspaceUrls,
      ...options.reader,
    }),
    writer: databricksWriter({
      ...common,
      now: () => clock.now,
      credentials: async () => writerClient,
      secretName: 'the-writer-secret',
    }),
    calls: () => simulator.requests.filter(({ path }) => !isToken(path)).map(({ method, path }) => `${method} ${path}`),
    tokenCalls: () => simulator.requests.filter(({ path }) => isToken(path)).length,
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** Options of a reader for any server of a test. */
export function optionsFor(host: string, accountId: string, waits: number[] = []): DatabricksReaderOptions {
  return {
    host,
    accountId,
    credentials: async () => ({ clientId: readerClient.clientId, clientSecret: readerClient.clientSecret }),
    secretName: 'the-reader-secret',
    version: '1.2.3',
    now: () => 0,
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
}

/** The token answer a scripted server begins with. */
export const token = { status: 200, json: { access_token: 'a-token', token_type: 'Bearer', expires_in: 3_600 } };

/** Name and facts of the error a call ends with; success fails the test. */
export async function errorOf(call: Promise<unknown>): Promise<{ name: string; facts: DeskError['facts'] }> {
  const outcome = await call.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (outcome instanceof DeskError)
    return { name: outcome.name, facts: { ...outcome.facts, message: outcome.message } };
  throw new Error('expected an error of the desk', { cause: outcome });
}
