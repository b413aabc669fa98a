import type {
  AccountModel,
  GroupModel,
  MemberModel,
  MetastoreModel,
  ServicePrincipalModel,
  UserModel,
  WorkspaceModel,
  WorkspacePermission,
} from './account-model.ts';
import { MembershipHistory } from './membership-history.ts';

/** Any holder of an account id. */
export type Principal =
  | { readonly kind: 'USER'; readonly user: UserModel }
  | { readonly kind: 'SERVICE_PRINCIPAL'; readonly servicePrincipal: ServicePrincipalModel }
  | { readonly kind: 'GROUP'; readonly group: GroupModel };

/**
 * The account while the simulator runs. What the API or the identity provider writes becomes visible with the read lag;
 * what a test changes with the other methods is visible at once. Unknown ids throw RangeError: a story that names
 * nobody is a wrong story.
 */
export class LiveAccount {
  readonly id: string;
  readonly #model: AccountModel;
  readonly #principals = new Map<string, Principal>();
  readonly #memberships: MembershipHistory;
  readonly #now: () => number;

  constructor(
    model: AccountModel,
    lag: { readonly lagMs: number; readonly flicker: boolean; readonly seed: number },
    now: () => number,
  ) {
    this.id = model.id;
    this.#model = structuredClone(model);
    this.#memberships = new MembershipHistory(lag);
    this.#now = now;
    for (const user of this.#model.users) this.#principals.set(user.id, { kind: 'USER', user });
    for (const servicePrincipal of this.#model.servicePrincipals) {
      this.#principals.set(servicePrincipal.id, { kind: 'SERVICE_PRINCIPAL', servicePrincipal });
    }
    for (const group of this.#model.groups) {
      this.#principals.set(group.id, { kind: 'GROUP', group });
      this.#memberships.settle(group.id, group.members);
    }
  }

  get users(): readonly UserModel[] {
    return this.#model.users;
  }

  get servicePrincipals(): readonly ServicePrincipalModel[] {
    return this.#model.servicePrincipals;
  }

  get groups(): readonly GroupModel[] {
    return this.#model.groups;
  }

  get workspaces(): readonly WorkspaceModel[] {
    return this.#model.workspaces;
  }

  get metastores(): readonly MetastoreModel[] {
    return this.#model.metastores;
  }

  find(id: string): Principal | undefined {
    return this.#principals.get(id);
  }

  findGroup(id: string): GroupModel | undefined {
    const found = this.#principals.get(id);
    return found?.kind === 'GROUP' ? found.group : undefined;
  }

  /** The id behind a user name, application id, display name of a service principal, or display name of a group. */
  idOf(name: string): string {
    const found =
      this.users.find(({ userName }) => userName === name) ??
      this.servicePrincipals.find((sp) => sp.applicationId === name || sp.displayName === name) ??
      this.groups.find(({ displayName }) => displayName === name);
    if (!found) throw new RangeError(`nobody is called ${name}`);
    return found.id;
  }

  /** The true direct members of a group, whatever readers are shown. */
  members(groupId: string): readonly MemberModel[] {
    return this.#memberships.current(groupId);
  }

  /** The groups somebody truly is a direct member of, whatever readers are shown. */
  groupsWith(memberId: string): GroupModel[] {
    return [...this.#memberships.groupsWith(memberId)].flatMap((id) => this.findGroup(id) ?? []);
  }

  /** What one read of `subject` is shown now; see MembershipHistory.view. */
  membersAsRead(subject: string): (groupId: string) => readonly MemberModel[] {
    return this.#memberships.view(subject, this.#now());
  }

  /** The API's own writes: who is in already stays as it is, who does not exist is dropped in silence. */
  addByApi(groupId: string, memberIds: readonly string[]): void {
    this.#write(groupId, this.#withMembers(groupId, memberIds, 'INTERNAL'));
  }

  removeByApi(groupId: string, memberIds: readonly string[]): void {
    this.#write(
      groupId,
      this.members(groupId).filter(({ id }) => !memberIds.includes(id)),
    );
  }

  replaceByApi(groupId: string, memberIds: readonly string[]): void {
    const known = memberIds.filter((id) => this.#principals.has(id));
    this.#write(
      groupId,
      known.map((id) => ({ id, source: 'INTERNAL' })),
    );
  }

  /** The identity provider's SCIM connector adds a member to one of its groups; readers see it after the lag. */
  syncFromIdentityProvider(groupId: string, memberId: string): void {
    this.#principal(memberId);
    this.#group(groupId);
    this.#write(groupId, this.#withMembers(groupId, [memberId], 'IDENTITY_PROVIDER'));
  }

  /** Visible at once, unlike the API's writes. */
  addMember(groupId: string, memberId: string, source: MemberModel['source'] = 'INTERNAL'): void {
    this.#principal(memberId);
    this.#group(groupId);
    this.#memberships.settle(groupId, this.#withMembers(groupId, [memberId], source));
  }

  /** Visible at once. */
  removeMember(groupId: string, memberId: string): void {
    this.#group(groupId);
    this.#memberships.settle(
      groupId,
      this.members(groupId).filter(({ id }) => id !== memberId),
    );
  }

  /** Switches a user or service principal on or off. */
  setActive(id: string, active: boolean): void {
    const found = this.#principal(id);
    if (found.kind === 'USER') found.user.active = active;
    if (found.kind === 'SERVICE_PRINCIPAL') found.servicePrincipal.active = active;
  }

  /** A new display name; grants and ownership in Unity Catalog follow a group, as they hang on its id. */
  rename(id: string, displayName: string): void {
    const found = this.#principal(id);
    if (found.kind === 'USER') found.user.displayName = displayName;
    if (found.kind === 'SERVICE_PRINCIPAL') found.servicePrincipal.displayName = displayName;
    if (found.kind === 'GROUP') {
      this.#renameInMetastores(found.group.displayName, displayName);
      found.group.displayName = displayName;
    }
  }

  /** Links a principal to the identity provider, or unlinks it with undefined. */
  setExternalId(id: string, externalId: string | undefined): void {
    const holder = this.#record(id);
    if (externalId === undefined) delete holder.externalId;
    else holder.externalId = externalId;
  }

  setRoles(id: string, roles: readonly string[]): void {
    this.#record(id).roles = [...roles];
  }

  /** Removes a principal of any kind from the account and from every group. */
  remove(id: string): void {
    this.#principal(id);
    this.#principals.delete(id);
    const others = <T extends { id: string }>(list: T[]) => list.filter((entry) => entry.id !== id);
    this.#model.users = others(this.#model.users);
    this.#model.servicePrincipals = others(this.#model.servicePrincipals);
    this.#model.groups = others(this.#model.groups);
    for (const group of this.groupsWith(id)) this.removeMember(group.id, id);
  }

  addUser(user: UserModel): void {
    const own = structuredClone(user);
    this.#model.users.push(own);
    this.#principals.set(own.id, { kind: 'USER', user: own });
  }

  /** A new user of the identity provider arrives. Returns the id. */
  provision(displayName: string, userName: string): string {
    const id = String(9_100_000_000_000_000n + BigInt(this.#model.users.length));
    this.addUser({ id, userName, displayName, emails: [userName], active: true, externalId: `entra-${id}`, roles: [] });
    return id;
  }

  /** Sets a principal's level in a workspace; no permissions removes the assignment. */
  assign(workspaceId: string, principalId: string, permissions: readonly WorkspacePermission[]): void {
    const workspace = this.workspaces.find(({ id }) => id === workspaceId);
    if (!workspace) throw new RangeError(`no workspace ${workspaceId}`);
    const others = workspace.assignments.filter((assignment) => assignment.principalId !== principalId);
    workspace.assignments =
      permissions.length === 0 ? others : [...others, { principalId, permissions: [...permissions] }];
  }

  #withMembers(groupId: string, memberIds: readonly string[], source: MemberModel['source']): MemberModel[] {
    const members = [...this.members(groupId)];
    for (const id of memberIds) {
      if (this.#principals.has(id) && !members.some((member) => member.id === id)) members.push({ id, source });
    }
    return members;
  }

  #write(groupId: string, members: readonly MemberModel[]): void {
    this.#memberships.write(groupId, members, this.#now());
  }

  #principal(id: string): Principal {
    const found = this.#principals.get(id);
    if (!found) throw new RangeError(`no principal ${id}`);
    return found;
  }

  #group(id: string): GroupModel {
    const group = this.findGroup(id);
    if (!group) throw new RangeError(`no group ${id}`);
    return group;
  }

  #record(id: string): UserModel | ServicePrincipalModel | GroupModel {
    const found = this.#principal(id);
    if (found.kind === 'USER') return found.user;
    return found.kind === 'GROUP' ? found.group : found.servicePrincipal;
  }

  #renameInMetastores(from: string, to: string): void {
    for (const metastore of this.metastores) {
      for (const securable of [metastore, ...metastore.securables]) {
        if (securable.owner === from) securable.owner = to;
        for (const grant of securable.grants) if (grant.principal === from) grant.principal = to;
      }
    }
  }
}
