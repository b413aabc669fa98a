import type { WorkspaceLevel } from '../domain/evidence.ts';
import type { Group } from '../domain/group.ts';
import type { Principal, PrincipalKind } from '../domain/principal.ts';
import type { GrantStatements } from './grant-statements.ts';

/**
 * The Databricks account, read only. Every method reads to the last page, returns `null` (or an empty list) only when
 * Databricks said so, and throws DirectoryUnavailable, DirectoryRateLimited, DirectoryRefused or CredentialsRejected
 * otherwise: an error never turns into "no".
 */
export interface DirectoryReader {
  /**
   * Principals whose e-mail, user name, application id, SCIM id or display name is exactly `name` (user names and
   * e-mails without regard to case; a guest also by the address the invitation went to). More than one means ambiguous;
   * hits of the strongest kind of match only. An address or an application id is never taken for a display name.
   */
  findPrincipals(name: string): Promise<readonly Principal[]>;
  /** Names (user names, display names) that could be meant by a mistyped `name`; candidates, unfiltered by distance. */
  similarNames(name: string): Promise<readonly string[]>;
  /** True when a group has exactly this display name. */
  isGroupName(name: string): Promise<boolean>;
  /** Ids of the groups with exactly this display name. */
  findGroupIds(name: string): Promise<readonly string[]>;
  /** One principal by SCIM id; null when it is gone. */
  readPrincipal(kind: PrincipalKind, id: string): Promise<Principal | null>;

  /** IAM v2: ids of all groups the principal is in, directly or through nesting; null where IAM v2 does not answer. */
  transitiveGroupIds(principalId: string): Promise<readonly string[] | null>;
  /**
   * SCIM: one page of the ids of all account groups; the exception to reading to the last page, because a large account
   * has hundreds of them and a rate limit must not send the reader back to the first.
   * @param startIndex 1 for the first page, then what the page before says
   */
  listGroupIds(startIndex: number): Promise<GroupPage>;
  /**
   * One group with its direct members; null when it is gone. A built-in group, whose list of members is the whole
   * account, may come without them where Databricks does not manage to answer with them.
   */
  readGroup(id: string): Promise<Group | null>;
  /** IAM v2: who owns this direct membership; null when the principal is not a direct member or IAM v2 does not tell. */
  membershipOrigin(groupId: string, principalId: string): Promise<'internal' | 'external' | null>;

  listWorkspaces(): Promise<readonly Workspace[]>;
  /** Explicit assignments of a workspace; null where the workspace has no identity federation (nothing to read). */
  readAssignments(workspaceId: string): Promise<readonly Assignment[] | null>;

  /** Metastores of the account with the workspaces attached to each. */
  listMetastores(): Promise<readonly Metastore[]>;
  /** The reader's own standing, to prove that it sees everything of a metastore. */
  readerIdentity(): Promise<ReaderIdentity>;
  /** Owner of the metastore attached to this workspace, and its id. */
  readMetastoreOwner(workspaceId: string): Promise<{ metastoreId: string; owner: string }>;
  /**
   * Objects of one kind as this workspace sees them, owners included. `parent` is the full name of the catalog or
   * schema the kind lives in. `unbound` adds what is isolated in other workspaces; Databricks heeds it only for a
   * reader that may change bindings, as the owner of the metastore may. `calls` counts the requests it took.
   */
  listSecurables(
    workspaceId: string,
    kind: SecurableKind,
    parent?: string,
    options?: { readonly unbound?: boolean },
  ): Promise<SecurableList>;
  /** Ids of the workspaces an isolated object is bound to, each once. */
  readBindings(workspaceId: string, kind: BindableKind, fullName: string): Promise<readonly string[]>;
  /** Direct grants on one object. `fullName` of the metastore is its id. */
  readGrants(workspaceId: string, kind: SecurableKind | 'metastore', fullName: string): Promise<GrantList>;
  /** The same for a whole metastore at once, where the installation has a SQL warehouse. */
  readonly grantStatements: GrantStatements;
}

export const SECURABLE_KINDS = [
  'catalog',
  'schema',
  'table',
  'volume',
  'function',
  'model',
  'external_location',
  'storage_credential',
  'credential',
  'connection',
  'share',
] as const;
export type SecurableKind = (typeof SECURABLE_KINDS)[number];

/** Kinds whose objects can be isolated: only the workspaces they are bound to see them. */
export const BINDABLE_KINDS = ['catalog', 'external_location', 'storage_credential', 'credential'] as const;
export type BindableKind = (typeof BINDABLE_KINDS)[number];

export interface GroupPage {
  readonly ids: readonly string[];
  /** `startIndex` of the next page; null after the last. */
  readonly next: number | null;
  /** Groups in all as Databricks counts them; null where it does not say. Fewer distinct ids: pages are missing. */
  readonly total: number | null;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  /** Vendor's word for the state, shown where a workspace was not checked. */
  readonly status: string;
}

export interface Assignment {
  readonly principalId: string;
  /** Null: the entry names no permission, so it is no access. */
  readonly level: WorkspaceLevel | null;
  /** Text of a per-entry error the API reports; null when the entry is sound. */
  readonly error: string | null;
}

export interface Metastore {
  readonly id: string;
  readonly name: string;
  readonly workspaceIds: readonly string[];
}

export interface ReaderIdentity {
  /** Every text by which `owner` of an object can mean the reader: application id and names of its groups. */
  readonly names: ReadonlySet<string>;
}

export interface Securable {
  readonly name: string;
  readonly fullName: string;
  readonly owner: string | null;
  /** Visible just in the workspaces it is bound to; see BINDABLE_KINDS. */
  readonly isolated: boolean;
}

export interface SecurableList {
  readonly items: readonly Securable[];
  readonly calls: number;
}

export interface GrantList {
  readonly grants: readonly { readonly principal: string; readonly privileges: readonly string[] }[];
  readonly calls: number;
}

/**
 * The second identity: group manager of the groups it may change, never account admin. It can add a member and
 * nothing else; there is no method to remove one.
 */
export interface DirectoryWriter {
  /**
   * Adds a principal to an account group (SCIM PATCH, op add). A return means accepted, not yet visible.
   * @throws DirectoryRefused when Databricks says no, DirectoryUnavailable when the answer is ambiguous
   */
  addMember(groupId: string, principalId: string, audit: AuditTag): Promise<void>;
}

/** Goes into the User-Agent, which Databricks' audit log keeps. */
export interface AuditTag {
  readonly ticketKey: string;
  readonly digest: string;
}
