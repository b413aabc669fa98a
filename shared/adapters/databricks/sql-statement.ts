import { SQL_PARTS, type SqlKind, type SqlPart } from '#shared/ports/grant-statements.ts';

/** What is selected from one view of `system.information_schema`. */
interface Columns {
  readonly grantee: string;
  /** Together the full name of the object. */
  readonly name: readonly string[];
  /** Columns of the catalog and the schema, where the object lies in one. */
  readonly catalog?: string;
  readonly schema?: string;
}

/**
 * Columns by the SQL language manual, "Information schema"; `routine_owner` and the columns of the newest views may be
 * missing on a metastore, then the part is left out.
 */
const VIEWS: Readonly<Record<SqlPart, Columns>> = {
  catalog_privileges: grants('catalog_name'),
  schema_privileges: grants('catalog_name', 'schema_name'),
  table_privileges: grants('table_catalog', 'table_schema', 'table_name'),
  volume_privileges: grants('volume_catalog', 'volume_schema', 'volume_name'),
  routine_privileges: grants('specific_catalog', 'specific_schema', 'specific_name'),
  external_location_privileges: standalone('grantee', 'external_location_name'),
  storage_credential_privileges: standalone('grantee', 'storage_credential_name'),
  credential_privileges: standalone('grantee', 'credential_name'),
  connection_privileges: standalone('grantee', 'connection_name'),
  metastore_privileges: standalone('grantee', 'metastore_id'),
  schemata: inCatalog('schema_owner', 'catalog_name', 'schema_name'),
  tables: inCatalog('table_owner', 'table_catalog', 'table_schema', 'table_name'),
  volumes: inCatalog('volume_owner', 'volume_catalog', 'volume_schema', 'volume_name'),
  routines: inCatalog('routine_owner', 'specific_catalog', 'specific_schema', 'specific_name'),
  connections: standalone('connection_owner', 'connection_name'),
};

/** Of these only the first name and a number are told: one grant may reach thousands of them. */
const COUNTED: readonly SqlKind[] = ['schema', 'table', 'volume', 'function'];

const PARTS = Object.keys(VIEWS).filter(isPart);

/**
 * The one statement that is ever sent. Names of principals are its parameter `:names`, a JSON list, and never part of
 * the text. Objects with the same privileges become one row each kind, so that a grant on a catalog, which the views
 * repeat for every table in it, stays small.
 */
export function grantStatement(leaveOut: readonly SqlPart[]): string {
  const parts = PARTS.filter((part) => !leaveOut.includes(part)).map(selectPart);
  return [
    `SELECT grantee, kind, min(name) AS first_name, count(*) AS objects, privileges, inherited FROM (`,
    `SELECT grantee, kind, name, inherited, array_join(array_sort(collect_set(privilege)), ',') AS privileges FROM (`,
    parts.join('\nUNION ALL\n'),
    `) AS held GROUP BY grantee, kind, name, inherited`,
    `) AS each_object GROUP BY grantee, kind, privileges, inherited,`,
    `CASE WHEN kind IN (${COUNTED.map((kind) => `'${kind}'`).join(', ')}) THEN '' ELSE name END`,
    `ORDER BY grantee, kind, first_name, privileges, inherited`,
  ].join('\n');
}

/** Columns are qualified by their view: an error about a column then says which part it is about. */
function selectPart(part: SqlPart): string {
  const { grantee, name, catalog, schema } = VIEWS[part];
  const isGrant = grantee === 'grantee';
  const of = (column: string) => `${part}.${column}`;
  const fullName = name.length === 1 ? of(name[0] ?? '') : `concat_ws('.', ${name.map(of).join(', ')})`;
  const privilege = isGrant ? of('privilege_type') : `'OWNER'`;
  const inherited = isGrant ? `coalesce(${of('inherited_from')}, 'NONE')` : `'NONE'`;
  return [
    `SELECT ${of(grantee)} AS grantee, '${SQL_PARTS[part]}' AS kind, ${fullName} AS name,`,
    `${privilege} AS privilege, ${inherited} AS inherited`,
    `FROM system.information_schema.${part}`,
    `WHERE array_contains(from_json(:names, 'array<string>'), ${of(grantee)})`,
    // What everybody has and nobody is granted access through, as in the lists that REST reads.
    ...(catalog === undefined ? [] : [`AND ${of(catalog)} NOT IN ('samples', '__databricks_internal')`]),
    ...(schema === undefined ? [] : [`AND ${of(schema)} <> 'information_schema'`]),
  ].join(' ');
}

/**
 * The part a failed statement stumbled over: the first view its message names. Null where the failure is another one.
 */
export function missingPart(message: string): SqlPart | null {
  if (!/TABLE_OR_VIEW_NOT_FOUND|UNRESOLVED_COLUMN/.test(message)) return null;
  const [first] = PARTS.map((part) => ({ part, at: message.search(new RegExp(`[.\`]${part}\\b`)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return first?.part ?? null;
}

function isPart(text: string): text is SqlPart {
  return Object.hasOwn(SQL_PARTS, text);
}

function grants(...name: readonly string[]): Columns {
  return inCatalog('grantee', ...name);
}

function inCatalog(grantee: string, ...name: readonly string[]): Columns {
  const [catalog, schema] = name;
  return { grantee, name, ...(catalog && { catalog }), ...(schema && { schema }) };
}

function standalone(grantee: string, name: string): Columns {
  return { grantee, name: [name] };
}
