/**
 * Which view of information_schema tells which kind of object. A part that cannot be read is left out of the statement,
 * and then known to be missing. Owners of kinds that REST lists anyway are not asked for here.
 */
export const SQL_PARTS = {
  catalog_privileges: 'catalog',
  schema_privileges: 'schema',
  table_privileges: 'table',
  volume_privileges: 'volume',
  routine_privileges: 'function',
  external_location_privileges: 'external_location',
  storage_credential_privileges: 'storage_credential',
  credential_privileges: 'credential',
  connection_privileges: 'connection',
  metastore_privileges: 'metastore',
  schemata: 'schema',
  tables: 'table',
  volumes: 'volume',
  routines: 'function',
  connections: 'connection',
} as const;

export type SqlPart = keyof typeof SQL_PARTS;
export type SqlKind = (typeof SQL_PARTS)[SqlPart];

/** Objects of one kind on which a principal holds exactly the same privileges. */
export interface GrantRow {
  readonly principal: string;
  readonly kind: SqlKind;
  /** Full name of the first of them by name. */
  readonly name: string;
  /** How many there are, this one included. */
  readonly objects: number;
  /** In the words of SQL: `USE CATALOG`; ownership is `OWNER`. */
  readonly privileges: readonly string[];
  /** True where the privileges come from an object above. */
  readonly inherited: boolean;
}

/** What became of a statement. */
export type GrantAnswer =
  | { readonly state: 'running'; readonly statementId: string }
  | {
      readonly state: 'done';
      readonly rows: readonly GrantRow[];
      /** False where the answer was cut off: what is there counts, what is not there proves nothing. */
      readonly complete: boolean;
    }
  | {
      readonly state: 'unreadable';
      /** The part that is missing in this metastore; null where the statement failed for another reason. */
      readonly part: SqlPart | null;
      /** Databricks' word for it; no names. */
      readonly detail: string;
    };

export interface GrantQuery {
  readonly workspaceId: string;
  readonly warehouseId: string;
  /** Principals as Unity Catalog writes them. */
  readonly names: readonly string[];
  readonly leaveOut: readonly SqlPart[];
}

/**
 * All grants of some principals in one metastore by one SQL statement, which only reads. Throws what DirectoryReader
 * throws: DirectoryRefused where the warehouse may not be used or is not there.
 */
export interface GrantStatements {
  /** Starts the statement and waits a few seconds for its end; a stopped warehouse takes minutes to start. */
  start(query: GrantQuery): Promise<GrantAnswer>;
  /** Looks again; a finished answer is read to its last chunk. */
  poll(workspaceId: string, statementId: string): Promise<GrantAnswer>;
  /** Ends a statement nobody waits for any more. Never throws: at worst it runs to its end unread. */
  cancel(workspaceId: string, statementId: string): Promise<void>;
}
