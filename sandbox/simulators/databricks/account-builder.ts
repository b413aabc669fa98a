import type {
  AccountModel,
  GrantModel,
  GroupModel,
  MetastoreModel,
  SecurableKind,
  SecurableModel,
  ServicePrincipalModel,
  UserModel,
  WorkspaceModel,
  WorkspacePermission,
} from './account-model.ts';
import { readerClient, writerClient } from './clients.ts';

type GroupOptions = Partial<Pick<GroupModel, 'id' | 'externalId' | 'roles' | 'builtIn'>> & {
  /** Names (see `accountModel`) of direct members; their source follows the group unless `localMembers` names them. */
  readonly members?: readonly string[];
  /** Further members added in Databricks although the group is the identity provider's. */
  readonly localMembers?: readonly string[];
};

type WorkspaceOptions = Partial<Omit<WorkspaceModel, 'name' | 'assignments' | 'metastoreId'>> & {
  /** Name of its metastore; the first one of the account when left out, none when null. */
  readonly metastore?: string | null;
  /** Name of a principal → its level. */
  readonly assignments?: Readonly<Record<string, WorkspacePermission>>;
};

type SecurableOptions = {
  readonly owner?: string;
  /** Principal as Unity Catalog writes it → privileges. */
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  /** Names of the workspaces an isolated object is bound to. */
  readonly isolatedTo?: readonly string[];
  readonly catalogType?: string;
};

type MetastoreOptions = Partial<Pick<MetastoreModel, 'id' | 'region' | 'owner'>> & Pick<SecurableOptions, 'grants'>;

export interface AccountBuilder {
  user(displayName: string, userName: string, options?: Partial<UserModel>): AccountBuilder;
  servicePrincipal(
    displayName: string,
    applicationId: string,
    options?: Partial<ServicePrincipalModel>,
  ): AccountBuilder;
  group(displayName: string, options?: GroupOptions): AccountBuilder;
  workspace(name: string, options?: WorkspaceOptions): AccountBuilder;
  /** Starts a metastore; `securable` calls that follow go into it. Its owner is the reader when left out. */
  metastore(name: string, options?: MetastoreOptions): AccountBuilder;
  /** An object of the last metastore; its owner is the metastore's when left out. */
  securable(kind: SecurableKind, fullName: string, options?: SecurableOptions): AccountBuilder;
  build(): AccountModel;
}

/**
 * Tells an account in a few lines. Principals are named by user name, application id, or display name (of a group or
 * service principal); names are looked up in `build`, so order does not matter. The reader and the writer are there
 * already, and `account users` holds every user and service principal. Ids left out are made up, every third beyond
 * 2^53 and odd, so that a client that reads them as doubles is found out.
 */
export function accountModel(accountId = 'd3b0a7c5-1111-4222-8333-9c0ffee00001'): AccountBuilder {
  const users: UserModel[] = [];
  const servicePrincipals: ServicePrincipalModel[] = [];
  const groups: { group: GroupModel; options: GroupOptions }[] = [];
  const workspaces: { workspace: WorkspaceModel; options: WorkspaceOptions }[] = [];
  const metastores: MetastoreModel[] = [];
  const isolated: { securable: SecurableModel; names: readonly string[] }[] = [];
  let made = 0;

  function nextId(): string {
    made += 1;
    return made % 3 === 0 ? String(9_007_199_254_741_001n + 2n * BigInt(made)) : String(100_000_007 + made * 7_919);
  }

  const builder: AccountBuilder = {
    user(displayName, userName, options = {}) {
      const [givenName = displayName, ...rest] = displayName.split(' ');
      const familyName = rest.join(' ');
      const named = { displayName, givenName, ...(familyName && { familyName }) };
      users.push({ id: nextId(), userName, ...named, emails: [userName], active: true, roles: [], ...options });
      return builder;
    },
    servicePrincipal(displayName, applicationId, options = {}) {
      servicePrincipals.push({ id: nextId(), applicationId, displayName, active: true, roles: [], ...options });
      return builder;
    },
    group(displayName, options = {}) {
      const { members: _members, localMembers: _localMembers, ...fields } = options;
      const group = { id: nextId(), displayName, roles: [], members: [], builtIn: false, ...fields };
      groups.push({ group, options });
      return builder;
    },
    workspace(name, options = {}) {
      const { metastore: _metastore, assignments: _assignments, ...fields } = options;
      const id = nextId();
      const defaults = { id, deploymentName: `adb-${id}.7`, status: 'RUNNING', federated: true } as const;
      workspaces.push({ workspace: { name, assignments: [], ...defaults, ...fields }, options });
      return builder;
    },
    metastore(name, options = {}) {
      const { grants, ...fields } = options;
      const id = `9f1e7a00-0000-4000-8000-${String(metastores.length + 1).padStart(12, '0')}`;
      const defaults = { id, region: 'westeurope', owner: readerClient.clientId };
      metastores.push({ name, securables: [], grants: toGrants(grants), ...defaults, ...fields });
      return builder;
    },
    securable(kind, fullName, { owner, grants, isolatedTo, catalogType } = {}) {
      const metastore = metastores.at(-1);
      if (!metastore) throw new RangeError(`${fullName} needs a metastore before it`);
      const securable: SecurableModel = {
        kind,
        fullName,
        owner: owner ?? metastore.owner,
        grants: toGrants(grants),
        ...(catalogType !== undefined && { catalogType }),
      };
      metastore.securables.push(securable);
      if (isolatedTo) isolated.push({ securable, names: isolatedTo });
      return builder;
    },
    build() {
      // Later entries win: a user name over an application id, that over a display name.
      const ids = new Map([
        ...groups.map(({ group }) => [group.displayName, group.id] as const),
        ...servicePrincipals.map(({ displayName, id }) => [displayName, id] as const),
        ...servicePrincipals.map(({ applicationId, id }) => [applicationId, id] as const),
        ...users.map(({ userName, id }) => [userName, id] as const),
      ]);
      const principalId = (name: string): string => unknownName(ids.get(name), name);
      const workspaceId = (name: string): string =>
        unknownName(workspaces.find(({ workspace }) => workspace.name === name)?.workspace.id, name);
      const metastoreId = (name: string): string =>
        unknownName(metastores.find((metastore) => metastore.name === name)?.id, name);

      for (const { group, options } of groups) {
        const source = group.externalId === undefined ? 'INTERNAL' : 'IDENTITY_PROVIDER';
        group.members = [
          ...(options.members ?? []).map((name) => ({ id: principalId(name), source }) as const),
          ...(options.localMembers ?? []).map((name) => ({ id: principalId(name), source: 'INTERNAL' }) as const),
        ];
        if (group.builtIn) {
          group.members = [...users, ...servicePrincipals].map(({ id }) => ({ id, source: 'INTERNAL' }));
        }
      }
      for (const { workspace, options } of workspaces) {
        workspace.assignments = Object.entries(options.assignments ?? {}).map(([name, permission]) => ({
          principalId: principalId(name),
          permissions: [permission],
        }));
        const home = options.metastore === undefined ? metastores[0]?.name : options.metastore;
        if (home !== undefined && home !== null) workspace.metastoreId = metastoreId(home);
      }
      for (const { securable, names } of isolated) securable.isolatedTo = names.map(workspaceId);
      return structuredClone({
        id: accountId,
        users,
        servicePrincipals,
        groups: groups.map(({ group }) => group),
        workspaces: workspaces.map(({ workspace }) => workspace),
        metastores,
      });
    },
  };
  return builder
    .servicePrincipal('access-desk-reader', readerClient.clientId, { roles: ['account_admin'] })
    .servicePrincipal('access-desk-writer', writerClient.clientId)
    .group('account users', { builtIn: true });
}

function toGrants(grants: SecurableOptions['grants'] = {}): GrantModel[] {
  return Object.entries(grants).map(([principal, privileges]) => ({ principal, privileges: [...privileges] }));
}

function unknownName(id: string | undefined, name: string): string {
  if (id === undefined) throw new RangeError(`nothing in this account is called ${name}`);
  return id;
}
