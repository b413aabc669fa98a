import type { SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { MetastoreModel, SecurableKind, SecurableModel, WorkspaceModel } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { apiError } from './error-bodies.ts';
import { transitiveParents } from './transitive-parents.ts';

/** What one caller gets to see of a metastore through one workspace. */
export interface MetastoreView {
  readonly metastore: MetastoreModel;
  readonly workspace: WorkspaceModel;
  /** As the API shows it; see the option `readerSeesAll`. */
  readonly owner: string;
  readonly seesAll: boolean;
  /** The caller's names in grants and ownership: its application id and its groups. */
  readonly names: ReadonlySet<string>;
  find(kinds: readonly SecurableKind[], fullName: string): SecurableModel | undefined;
  /** False for what is isolated and not bound to this workspace, and for all that lies in such a catalog. */
  reachable(securable: SecurableModel): boolean;
  /** Metastore owner, or owner of the object or of what it lies in. */
  owns(securable: SecurableModel): boolean;
  /** What lists show: what the caller owns or has any grant on; the rest is left out without a word. */
  visible(securable: SecurableModel): boolean;
}

/** The view behind a request, or the 404 of a workspace without a metastore. */
export function metastoreView(
  { account, options, client, findSecurable }: SimulatedAccount,
  request: SimulatorRequest,
): { readonly view: MetastoreView } | { readonly answer: SimulatorResponse } {
  const workspace = account.workspaces.find(({ id }) => id === param(request, 'workspace'));
  const metastore = account.metastores.find(({ id }) => id === workspace?.metastoreId);
  if (!workspace || !metastore) {
    return { answer: apiError(404, 'METASTORE_DOES_NOT_EXIST', 'No metastore assigned for the current workspace.') };
  }
  const { clientId } = client(request);
  const self = account.servicePrincipals.find(({ applicationId }) => applicationId === clientId);
  const groups = self ? transitiveParents(self.id, (id) => account.groupsWith(id)) : [];
  const names = new Set([clientId, ...groups.map(({ displayName }) => displayName)]);
  const owner = options.readerSeesAll ? metastore.owner : 'metastore-owners';
  const seesAll = names.has(owner);

  const find: MetastoreView['find'] = (kinds, fullName) => findSecurable(metastore.id, kinds, fullName);
  const lineage = (securable: SecurableModel): SecurableModel[] => {
    const [catalog, schema, leaf] = inCatalog.has(securable.kind) ? securable.fullName.split('.') : [];
    const above = [
      find(['catalog'], catalog ?? ''),
      leaf === undefined ? undefined : find(['schema'], `${catalog}.${schema}`),
    ];
    return [securable, ...above.filter((parent) => parent !== undefined)];
  };
  const bound = ({ isolatedTo }: SecurableModel) => isolatedTo === undefined || isolatedTo.includes(workspace.id);
  const owns = (securable: SecurableModel) => seesAll || lineage(securable).some((each) => names.has(each.owner));
  return {
    view: {
      metastore,
      workspace,
      owner,
      seesAll,
      names,
      find,
      reachable: (securable) => lineage(securable).every(bound),
      owns,
      visible: (securable) => owns(securable) || lineage(securable).some((each) => hasGrant(each, names)),
    },
  };
}

const inCatalog: ReadonlySet<SecurableKind> = new Set(['schema', 'table', 'volume', 'function', 'model']);

function hasGrant({ grants }: SecurableModel, names: ReadonlySet<string>): boolean {
  return grants.some(({ principal, privileges }) => privileges.length > 0 && names.has(principal));
}
