/**
 * A Databricks account as plain data. Ids are strings of digits (up to 16, also beyond 2^53); what is absent is left out,
 * never empty, because the real API leaves it out too.
 */
export interface AccountModel {
  /** The account's UUID. */
  id: string;
  users: UserModel[];
  servicePrincipals: ServicePrincipalModel[];
  groups: GroupModel[];
  workspaces: WorkspaceModel[];
  metastores: MetastoreModel[];
}

export interface UserModel {
  id: string;
  userName: string;
  displayName?: string;
  givenName?: string;
  familyName?: string;
  emails: string[];
  active: boolean;
  externalId?: string;
  roles: string[];
}

export interface ServicePrincipalModel {
  id: string;
  applicationId: string;
  displayName: string;
  active: boolean;
  externalId?: string;
  roles: string[];
}

export type MembershipSource = 'INTERNAL' | 'IDENTITY_PROVIDER';

export interface MemberModel {
  id: string;
  /** Per membership, not per group: one group can mix both. */
  source: MembershipSource;
}

export interface GroupModel {
  id: string;
  displayName: string;
  externalId?: string;
  roles: string[];
  members: MemberModel[];
  /** A group of the system such as `account users`: nobody may change it. */
  builtIn: boolean;
}

export type WorkspacePermission = 'USER' | 'ADMIN' | 'UNKNOWN';

export interface AssignmentModel {
  principalId: string;
  permissions: WorkspacePermission[];
  /** Text of the per-entry `error` the real reply may carry. */
  error?: string;
}

export interface WorkspaceModel {
  id: string;
  name: string;
  deploymentName: string;
  status: 'NOT_PROVISIONED' | 'PROVISIONING' | 'RUNNING' | 'FAILED' | 'BANNED' | 'CANCELLING';
  /** False: identity federation is off, permission assignments answer 400. */
  federated: boolean;
  metastoreId?: string;
  assignments: AssignmentModel[];
}

/** `principal` as Unity Catalog writes it: user name, group display name (case-sensitive) or application id. */
export interface GrantModel {
  principal: string;
  privileges: string[];
}

export type SecurableKind =
  | 'catalog'
  | 'schema'
  | 'table'
  | 'volume'
  | 'function'
  | 'model'
  | 'external_location'
  | 'storage_credential'
  | 'credential'
  | 'connection'
  | 'share';

export interface SecurableModel {
  kind: SecurableKind;
  /** `catalog`, `catalog.schema`, `catalog.schema.object`, or the bare name of what stands outside catalogs. */
  fullName: string;
  owner: string;
  grants: GrantModel[];
  /** Present = isolated: only these workspaces (ids) see it. */
  isolatedTo?: string[];
  /** Of a catalog; default MANAGED_CATALOG. */
  catalogType?: string;
}

export interface MetastoreModel {
  id: string;
  name: string;
  region: string;
  owner: string;
  grants: GrantModel[];
  securables: SecurableModel[];
}
