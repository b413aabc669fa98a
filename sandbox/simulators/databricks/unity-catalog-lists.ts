import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { SecurableKind, SecurableModel } from './account-model.ts';
import type { SimulatedAccount } from './context.ts';
import { apiError } from './error-bodies.ts';
import { pageOf } from './page.ts';
import { type MetastoreView, metastoreView } from './unity-catalog-view.ts';

export const unityCatalogBase = '/ws/:workspace/api/2.1/unity-catalog';

/** One list of Unity Catalog: its path, the key of its rows and what must be named to reach it. */
interface ListOf {
  readonly path: string;
  readonly key: string;
  readonly kind: SecurableKind;
  readonly within: readonly ('catalog_name' | 'schema_name')[];
}

const lists: readonly ListOf[] = [
  { path: 'catalogs', key: 'catalogs', kind: 'catalog', within: [] },
  { path: 'schemas', key: 'schemas', kind: 'schema', within: ['catalog_name'] },
  { path: 'tables', key: 'tables', kind: 'table', within: ['catalog_name', 'schema_name'] },
  { path: 'volumes', key: 'volumes', kind: 'volume', within: ['catalog_name', 'schema_name'] },
  { path: 'functions', key: 'functions', kind: 'function', within: ['catalog_name', 'schema_name'] },
  { path: 'models', key: 'registered_models', kind: 'model', within: ['catalog_name', 'schema_name'] },
  { path: 'external-locations', key: 'external_locations', kind: 'external_location', within: [] },
  { path: 'storage-credentials', key: 'storage_credentials', kind: 'storage_credential', within: [] },
  { path: 'credentials', key: 'credentials', kind: 'credential', within: [] },
  { path: 'connections', key: 'connections', kind: 'connection', within: [] },
  { path: 'shares', key: 'shares', kind: 'share', within: [] },
];

/** The lists of Unity Catalog. What the caller may not see is left out without a word; an empty list has no key. */
export function unityCatalogListRoutes(simulated: SimulatedAccount): Route[] {
  const { options } = simulated;
  return lists.map((list) => ({
    method: 'GET',
    path: `${unityCatalogBase}/${list.path}`,
    handle: (request) => {
      const found = metastoreView(simulated, request);
      if ('answer' in found) return found.answer;
      const parent = parentPath(found.view, list, request);
      if (typeof parent !== 'string') return parent;
      const unbound = request.query.get('include_unbound') === 'true' && found.view.seesAll;
      const rows = found.view.metastore.securables
        .filter(({ kind, fullName }) => kind === list.kind && fullName.startsWith(parent))
        .filter((item) => (unbound || found.view.reachable(item)) && found.view.visible(item))
        .map((item) => row(found.view, item));
      // Without max_results most lists come whole; volumes are paged all the same.
      const whole = list.kind === 'volume' ? options.ucPageSize : Number.POSITIVE_INFINITY;
      return unityCatalogPage(request, rows, { key: list.key, whole, least: 1, options });
    },
  }));
}

interface PageRules {
  readonly key: string;
  /** Page size when `max_results` is absent. */
  readonly whole: number;
  /** The smallest positive `max_results` that is no error. */
  readonly least: number;
  readonly options: { readonly ucPageSize: number; readonly ucEmptyPages: boolean };
}

/** `max_results`: absent = see `whole`, 0 = the server's size (what clients should send), negative = error. */
export function unityCatalogPage(
  { query }: SimulatorRequest,
  rows: readonly unknown[],
  { key, whole, least, options }: PageRules,
): SimulatorResponse {
  const text = query.get('max_results');
  const asked = Number(text ?? 0);
  if (!Number.isInteger(asked) || asked < 0 || (asked > 0 && asked < least)) {
    return apiError(400, 'INVALID_PARAMETER_VALUE', `max_results must be 0 or at least ${least}.`);
  }
  const size = text === null ? whole : asked === 0 ? options.ucPageSize : Math.min(asked, options.ucPageSize);
  const emptyFirst = options.ucEmptyPages && text !== null;
  const page = pageOf(rows, { size, token: query.get('page_token'), emptyFirst });
  if (!page) return apiError(400, 'INVALID_PARAMETER_VALUE', 'page_token is not valid.');
  const next = page.nextPageToken === undefined ? {} : { next_page_token: page.nextPageToken };
  return { status: 200, json: { ...(page.items.length > 0 && { [key]: page.items }), ...next } };
}

/** The answer for an object in a catalog that this workspace is not bound to. */
export function notBound(): SimulatorResponse {
  return apiError(403, 'PERMISSION_DENIED', 'Catalog is not accessible in current workspace.');
}

/** `catalog.` or `catalog.schema.`, empty for what stands outside; an answer when it is not named or not there. */
function parentPath(
  view: MetastoreView,
  { kind, within }: ListOf,
  { query }: SimulatorRequest,
): string | SimulatorResponse {
  const names: string[] = [];
  // Registered models are listed for the whole metastore when neither is named.
  if (kind === 'model' && within.every((parameter) => !query.has(parameter))) return '';
  for (const parameter of within) {
    const name = query.get(parameter);
    if (!name) return apiError(400, 'INVALID_PARAMETER_VALUE', `${parameter} is required.`);
    names.push(name);
    const above = parameter === 'catalog_name' ? 'catalog' : 'schema';
    const parent = view.find([above], names.join('.'));
    if (!parent)
      return apiError(404, `${above.toUpperCase()}_DOES_NOT_EXIST`, `${above} '${names.join('.')}' does not exist.`);
    if (!view.reachable(parent)) return notBound();
  }
  return names.map((name) => `${name}.`).join('');
}

function row({ metastore }: MetastoreView, securable: SecurableModel): Record<string, unknown> {
  const { kind, fullName, owner, isolatedTo, catalogType } = securable;
  const parts = fullName.split('.');
  const isolation = isolatedTo ? 'ISOLATED' : 'OPEN';
  const common = { name: fullName, full_name: fullName, owner, metastore_id: metastore.id };
  switch (kind) {
    case 'catalog':
      return { ...common, catalog_type: catalogType ?? 'MANAGED_CATALOG', isolation_mode: isolation };
    case 'external_location':
    case 'storage_credential':
    case 'credential':
      // The same fact, spelled otherwise than on a catalog.
      return { ...common, isolation_mode: `ISOLATION_MODE_${isolation}` };
    case 'connection':
    case 'share':
      return common;
    case 'schema':
      return { ...common, name: parts[1], catalog_name: parts[0] };
    default:
      return { ...common, name: parts[2], catalog_name: parts[0], schema_name: parts[1] };
  }
}
