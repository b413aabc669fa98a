import type { SecurableKind, SecurableModel } from './account-model.ts';
import type { MetastoreView } from './unity-catalog-view.ts';

/** One row of a view: column → value. */
export type ViewRow = Readonly<Record<string, string | null>>;

interface ViewOf {
  readonly kind: SecurableKind | 'metastore';
  /** Columns that make the object's full name. */
  readonly name: readonly string[];
  /** Present on the views that tell owners instead of grants. */
  readonly owner?: string;
}

/** Views of system.information_schema that tell who may what, by the SQL language manual. */
const views: Readonly<Record<string, ViewOf>> = {
  catalog_privileges: { kind: 'catalog', name: ['catalog_name'] },
  schema_privileges: { kind: 'schema', name: ['catalog_name', 'schema_name'] },
  table_privileges: { kind: 'table', name: ['table_catalog', 'table_schema', 'table_name'] },
  volume_privileges: { kind: 'volume', name: ['volume_catalog', 'volume_schema', 'volume_name'] },
  routine_privileges: { kind: 'function', name: ['specific_catalog', 'specific_schema', 'specific_name'] },
  external_location_privileges: { kind: 'external_location', name: ['external_location_name'] },
  storage_credential_privileges: { kind: 'storage_credential', name: ['storage_credential_name'] },
  credential_privileges: { kind: 'credential', name: ['credential_name'] },
  connection_privileges: { kind: 'connection', name: ['connection_name'] },
  metastore_privileges: { kind: 'metastore', name: ['metastore_id'] },
  catalogs: { kind: 'catalog', name: ['catalog_name'], owner: 'catalog_owner' },
  schemata: { kind: 'schema', name: ['catalog_name', 'schema_name'], owner: 'schema_owner' },
  tables: { kind: 'table', name: ['table_catalog', 'table_schema', 'table_name'], owner: 'table_owner' },
  volumes: { kind: 'volume', name: ['volume_catalog', 'volume_schema', 'volume_name'], owner: 'volume_owner' },
  routines: {
    kind: 'function',
    name: ['specific_catalog', 'specific_schema', 'specific_name'],
    owner: 'routine_owner',
  },
  external_locations: {
    kind: 'external_location',
    name: ['external_location_name'],
    owner: 'external_location_owner',
  },
  storage_credentials: {
    kind: 'storage_credential',
    name: ['storage_credential_name'],
    owner: 'storage_credential_owner',
  },
  connections: { kind: 'connection', name: ['connection_name'], owner: 'connection_owner' },
};

/** Columns of a view; undefined where there is no such view. */
export function viewColumns(name: string): ReadonlySet<string> | undefined {
  const view = Object.hasOwn(views, name) ? views[name] : undefined;
  if (view === undefined) return undefined;
  const { owner } = view;
  return new Set([...view.name, ...(owner === undefined ? ['grantee', 'privilege_type', 'inherited_from'] : [owner])]);
}

/** Rows of a view as the caller sees them from this workspace: what he may not see is left out without a word. */
export function viewRows(seen: MetastoreView, name: string): ViewRow[] {
  const view = views[name];
  if (view === undefined) return [];
  const { kind, owner } = view;
  if (kind === 'metastore') {
    const { id, grants } = seen.metastore;
    return grantRows(view, [id], seen.seesAll ? grants : grants.filter(({ principal }) => seen.names.has(principal)));
  }
  const objects = seen.metastore.securables.filter(
    (one) => one.kind === kind && seen.reachable(one) && seen.visible(one),
  );
  return objects.flatMap((object) => {
    const names = view.name.length === 1 ? [object.fullName] : object.fullName.split('.');
    if (owner !== undefined) return [{ ...named(view, names), [owner]: object.owner }];
    // Everybody but an owner sees no grants but his own; a grant above is told again for everything below.
    const shown = ({ grants }: SecurableModel) =>
      seen.owns(object) ? grants : grants.filter(({ principal }) => seen.names.has(principal));
    const inherited = above(seen, object).flatMap((parent) =>
      grantRows(view, names, shown(parent), parent.kind.toUpperCase()),
    );
    return [...grantRows(view, names, shown(object)), ...inherited];
  });
}

function grantRows(
  view: ViewOf,
  names: readonly string[],
  grants: SecurableModel['grants'],
  inheritedFrom: string | null = null,
): ViewRow[] {
  return grants.flatMap(({ principal, privileges }) =>
    privileges.map((privilege) => ({
      ...named(view, names),
      grantee: principal,
      privilege_type: privilege,
      inherited_from: inheritedFrom,
    })),
  );
}

function named({ name }: ViewOf, names: readonly string[]): ViewRow {
  return Object.fromEntries(name.map((column, index) => [column, names[index] ?? null]));
}

function above({ find }: MetastoreView, { kind, fullName }: SecurableModel): SecurableModel[] {
  const [catalog = '', schema, leaf] = ['schema', 'table', 'volume', 'function'].includes(kind)
    ? fullName.split('.')
    : [];
  const parents = [
    find(['catalog'], catalog),
    leaf === undefined ? undefined : find(['schema'], `${catalog}.${schema}`),
  ];
  return parents.filter((parent) => parent !== undefined);
}
