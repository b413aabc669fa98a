import { CredentialsRejected, DirectoryRefused } from '#shared/errors.ts';
import type { SelfTest, Standing } from '#shared/ports/self-test.ts';
import { type AccountOptions, connection } from './connection.ts';
import { type DatabricksReaderOptions, databricksReader } from './reader.ts';

/** SCIM's name for the role that may do everything in the account. */
const ACCOUNT_ADMIN = 'account_admin';

/** Asks as the reader: does the token come, and may it read people, workspaces and metastores of the account? */
export function databricksReaderSelfTest(options: DatabricksReaderOptions): SelfTest {
  return async () => {
    const reader = databricksReader(options);
    const { clientId } = await options.credentials();
    const missing: string[] = [];
    const mayRead = async <T>(what: string, read: () => Promise<T>): Promise<T | null> => {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof DirectoryRefused)) throw error;
        missing.push(`May not read ${what} (status ${error.facts.status}): make the reader account admin.`);
        return null;
      }
    };
    // One after the other: the first call shows whether there is a token at all.
    const [self] = (await mayRead('users and groups', () => reader.findPrincipals(clientId))) ?? [];
    await mayRead('the list of workspaces', reader.listWorkspaces);
    await mayRead('metastores', reader.listMetastores);
    return { system: 'Databricks, reading', as: nameOf(self?.displayName, clientId), missing };
  };
}

export interface WriterSelfTestOptions {
  readonly writer: AccountOptions;
  /** Looks up who the writer is; the writer itself cannot read. */
  readonly reader: DatabricksReaderOptions;
}

/**
 * Gets the writer a token and looks, with the reader's eyes, at who it is. Whether it is group manager of the right
 * groups shows only when it writes.
 */
export function databricksWriterSelfTest({ writer, reader }: WriterSelfTestOptions): SelfTest {
  return async (): Promise<Standing> => {
    await connection(writer).tokens.authorization();
    const [{ clientId }, readerCredentials] = await Promise.all([writer.credentials(), reader.credentials()]);
    const self = await lookUp(reader, clientId);
    const isReader = clientId === readerCredentials.clientId;
    const missing = isReader
      ? ['Reads and writes as one service principal: make a second one for writing.']
      : self?.roles.includes(ACCOUNT_ADMIN)
        ? ['Is account admin: make it group manager of the groups it may change, and nothing more.']
        : [];
    return { system: 'Databricks, writing', as: nameOf(self?.displayName, clientId), missing };
  };
}

async function lookUp(options: DatabricksReaderOptions, clientId: string) {
  try {
    return (await databricksReader(options).findPrincipals(clientId))[0];
  } catch (error) {
    // The reader's own test tells that it may not read.
    if (error instanceof DirectoryRefused || error instanceof CredentialsRejected) return undefined;
    throw error;
  }
}

function nameOf(displayName: string | undefined, clientId: string): string {
  return displayName === undefined ? `application ${clientId}` : `${displayName} (application ${clientId})`;
}
