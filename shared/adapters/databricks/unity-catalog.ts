import * as z from 'zod';
import type { BindableKind, GrantList, Securable, SecurableKind, SecurableList } from '#shared/ports/directory.ts';
import type { Reads } from './calls.ts';
import { readPages } from './pages.ts';
import { idSchema } from './scim.ts';

const BASE = '/api/2.1/unity-catalog';

/** Absent would mean everything in one answer (being withdrawn), 0 means pages of the server's size. */
const SERVER_PAGES = { max_results: 0 };

/** Where each kind is listed, under which key, and how the permissions API calls its type. */
const KINDS = {
  catalog: { path: 'catalogs', key: 'catalogs', type: 'catalog' },
  schema: { path: 'schemas', key: 'schemas', type: 'schema' },
  table: { path: 'tables', key: 'tables', type: 'table' },
  volume: { path: 'volumes', key: 'volumes', type: 'volume' },
  function: { path: 'functions', key: 'functions', type: 'function' },
  model: { path: 'models', key: 'registered_models', type: 'function' },
  external_location: { path: 'external-locations', key: 'external_locations', type: 'external_location' },
  storage_credential: { path: 'storage-credentials', key: 'storage_credentials', type: 'storage_credential' },
  credential: { path: 'credentials', key: 'credentials', type: 'credential' },
  connection: { path: 'connections', key: 'connections', type: 'connection' },
  share: { path: 'shares', key: 'shares', type: 'share' },
} as const satisfies Readonly<Record<SecurableKind, { path: string; key: string; type: string }>>;

/** What every account has and nobody is granted access through: samples, Databricks' own workings, the catalog views. */
const NOT_LISTED: Readonly<Partial<Record<SecurableKind, ReadonlySet<string>>>> = {
  catalog: new Set(['samples', '__databricks_internal']),
  schema: new Set(['information_schema']),
};

const rowSchema = z.object({
  name: z.string(),
  full_name: z.string().nullish(),
  owner: z.string().nullish(),
  isolation_mode: z.string().nullish(),
});

const grantsSchema = z.object({
  privilege_assignments: z
    .array(z.object({ principal: z.string().nullish(), privileges: z.array(z.string()).nullish() }))
    .default([]),
  next_page_token: z.string().nullish(),
});

const bindingsSchema = z.object({
  bindings: z.array(z.object({ workspace_id: idSchema })).default([]),
  next_page_token: z.string().nullish(),
});

const summarySchema = z.object({ metastore_id: z.string(), owner: z.string() });

/** Unity Catalog as one workspace shows it. */
export function unityCatalog(reads: Reads, workspaceId: string) {
  return {
    async metastoreOwner(): Promise<{ metastoreId: string; owner: string }> {
      const what = `metastore of workspace ${workspaceId}`;
      const summary = await reads.get({ what, path: `${BASE}/metastore_summary` }, summarySchema);
      return { metastoreId: summary.metastore_id, owner: summary.owner };
    },

    /** See DirectoryReader.listSecurables. */
    async list(
      kind: SecurableKind,
      parent?: string,
      { unbound = false }: { readonly unbound?: boolean } = {},
    ): Promise<SecurableList> {
      const what = `list of ${kind} in workspace ${workspaceId}`;
      const { path, key } = KINDS[kind];
      const { items, calls } = await readPages(what, (page_token) => {
        const all = unbound ? { include_unbound: true } : {};
        const query = { ...within(parent), ...SERVER_PAGES, ...lean(kind), ...all, page_token };
        return reads.get({ what, path: `${BASE}/${path}`, query }, listPageSchema(key));
      });
      const hidden = NOT_LISTED[kind];
      return { items: items.filter(({ name }) => !hidden?.has(name)).map(toSecurable), calls };
    },

    /** See DirectoryReader.readBindings. */
    async bindings(kind: BindableKind, fullName: string): Promise<readonly string[]> {
      const what = `bindings of one ${kind} in workspace ${workspaceId}`;
      const path = `${BASE}/bindings/${kind}/${encodeURIComponent(fullName)}`;
      const { items } = await readPages(what, async (page_token) => {
        const page = await reads.get({ what, path, query: { ...SERVER_PAGES, page_token } }, bindingsSchema);
        return { items: page.bindings, next: page.next_page_token };
      });
      return [...new Set(items.map(({ workspace_id }) => workspace_id))];
    },

    /** See DirectoryReader.readGrants. */
    async grants(kind: SecurableKind | 'metastore', fullName: string): Promise<GrantList> {
      const what = `grants of one ${kind} in workspace ${workspaceId}`;
      const path = grantsPath(kind, fullName);
      const { items, calls } = await readPages(what, async (page_token) => {
        const page = await reads.get({ what, path, query: { ...SERVER_PAGES, page_token } }, grantsSchema);
        return { items: page.privilege_assignments, next: page.next_page_token };
      });
      return { grants: items.flatMap(toGrant), calls };
    },
  };
}

/** A page of a list; an empty list has no key. */
function listPageSchema(key: string) {
  return z
    .looseObject({ next_page_token: z.string().nullish() })
    .transform((page): unknown => ({ items: page[key] ?? [], next: page.next_page_token ?? null }))
    .pipe(z.object({ items: z.array(rowSchema), next: z.string().nullable() }));
}

/** `catalog` or `catalog.schema`; neither name can hold a dot. */
function within(parent: string | undefined) {
  const [catalog_name, schema_name] = parent?.split('.') ?? [];
  return { catalog_name, schema_name };
}

/** Leaves out what makes tables heavy. */
function lean(kind: SecurableKind) {
  return kind === 'table' ? { omit_columns: true, omit_properties: true } : {};
}

function grantsPath(kind: SecurableKind | 'metastore', fullName: string): string {
  const name = encodeURIComponent(fullName);
  // Shares have permissions of their own.
  if (kind === 'share') return `${BASE}/shares/${name}/permissions`;
  return `${BASE}/permissions/${kind === 'metastore' ? kind : KINDS[kind].type}/${name}`;
}

function toSecurable({ name, full_name, owner, isolation_mode }: z.infer<typeof rowSchema>): Securable {
  return {
    name,
    fullName: full_name || name,
    owner: owner || null,
    // ISOLATED on catalogs, ISOLATION_MODE_ISOLATED elsewhere.
    isolated: isolation_mode?.endsWith('ISOLATED') ?? false,
  };
}

/** The entry of a deleted principal has no name. Privileges are told in the words of SQL: `USE CATALOG`. */
function toGrant({ principal, privileges }: z.infer<typeof grantsSchema>['privilege_assignments'][number]) {
  if (!principal || !privileges || privileges.length === 0) return [];
  return [{ principal, privileges: privileges.map((privilege) => privilege.replaceAll('_', ' ')) }];
}
