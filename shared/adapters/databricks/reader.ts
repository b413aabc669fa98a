import type { DirectoryReader } from '#shared/ports/directory.ts';
import { limit } from '../http/limit.ts';
import { askThrough, readsOf } from './calls.ts';
import { type AccountOptions, connection, hostOf } from './connection.ts';
import { iamV2 } from './iam-v2.ts';
import { namesOfReader } from './reader-names.ts';
import { scimGroups } from './scim-groups.ts';
import { scimPrincipals } from './scim-principals.ts';
import { unityCatalog } from './unity-catalog.ts';
import { workspaceReads } from './workspace-reads.ts';
import { accountWorkspaces } from './workspaces.ts';

/**
 * Calls under way at once, over all hosts of the account. Their order is what a plan waits for; where it is more than
 * an account allows in a second (20 GETs of SCIM are said to be), the answer is 429 and the calls wait.
 */
const CONCURRENCY = 24;

export interface DatabricksReaderOptions extends AccountOptions {
  /** Workspace id → URL, where deployment name and account domain do not give it. @default none */
  readonly workspaceUrls?: Readonly<Record<string, string>>;
}

/**
 * Reads a Databricks account with the reader's identity. It cannot write: its type has no method for it, and its
 * clients send GET only (and POST to the token endpoint, and for the SQL statement that reads grants).
 * @throws ConfigurationInvalid when the host may not be called
 */
export function databricksReader(options: DatabricksReaderOptions): DirectoryReader {
  const { host, accountId, secretName } = options;
  const connected = connection({ concurrency: limit(CONCURRENCY), ...options });
  const { tokens } = connected;
  const http = connected.client(host, { methods: ['GET'], onUnauthorized: tokens.forget });
  const reads = readsOf(askThrough(http, hostOf(host), { secretName }));

  const principals = scimPrincipals(reads, accountId);
  const groups = scimGroups(reads, accountId);
  const memberships = iamV2(reads, accountId);
  const workspaces = accountWorkspaces(reads, accountId);
  const openWorkspace = workspaceReads({
    connection: connected,
    accountHost: host,
    workspaceUrls: options.workspaceUrls ?? {},
    listWorkspaces: workspaces.list,
  });
  const readerNames = namesOfReader({ ...options, principals, groups, memberships, workspaces });
  const catalogOf = async (workspaceId: string) => unityCatalog(await openWorkspace(workspaceId), workspaceId);

  return {
    findPrincipals: principals.find,
    similarNames: principals.similar,
    readPrincipal: principals.read,
    isGroupName: async (name) => (await groups.idsByName(name)).length > 0,
    findGroupIds: groups.idsByName,
    listGroupIds: groups.listIds,
    readGroup: groups.read,
    transitiveGroupIds: memberships.transitiveGroupIds,
    membershipOrigin: memberships.membershipOrigin,
    listWorkspaces: async () =>
      (await workspaces.list()).map(({ id, name, running, status }) => ({ id, name, running, status })),
    readAssignments: workspaces.assignments,
    listMetastores: workspaces.metastores,
    readerIdentity: async () => ({ names: await readerNames() }),
    readMetastoreOwner: async (workspaceId) => (await catalogOf(workspaceId)).metastoreOwner(),
    listSecurables: async (workspaceId, kind, parent, more) => (await catalogOf(workspaceId)).list(kind, parent, more),
    readBindings: async (workspaceId, kind, fullName) => (await catalogOf(workspaceId)).bindings(kind, fullName),
    readGrants: async (workspaceId, kind, fullName) => (await catalogOf(workspaceId)).grants(kind, fullName),
    grantStatements: {
      start: async ({ workspaceId, ...query }) => (await openWorkspace(workspaceId)).sql.start(query),
      poll: async (workspaceId, statementId) => (await openWorkspace(workspaceId)).sql.poll(statementId),
      // A statement that cannot be cancelled has ended, or will: there is nothing to do about it.
      cancel: (workspaceId, statementId) =>
        openWorkspace(workspaceId).then(
          ({ sql }) => sql.cancel(statementId).catch(() => undefined),
          () => undefined,
        ),
    },
  };
}
