/** One OAuth client of the account and what it may do. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * `reader` reads everything and writes nothing; `writer` reads groups and writes those it manages; `admin` reads
   * everything and writes the groups it manages (an account admin: all).
   */
  readonly role: 'reader' | 'writer' | 'admin';
  /** Group ids the client is group manager of. */
  readonly manages: 'all' | readonly string[];
}

/** The service principal that reads: an account admin in rights, kept from writing. */
export const readerClient: OAuthClient = {
  clientId: '5a1f0c52-0d0e-4d6c-9a7e-2f6f1b1c0a01',
  clientSecret: 'sandbox-reader-secret',
  role: 'reader',
  manages: [],
};

/** The service principal that writes: group manager of every group (external ones follow `externalGroups`). */
export const writerClient: OAuthClient = {
  clientId: '5a1f0c52-0d0e-4d6c-9a7e-2f6f1b1c0a02',
  clientSecret: 'sandbox-writer-secret',
  role: 'writer',
  manages: 'all',
};
