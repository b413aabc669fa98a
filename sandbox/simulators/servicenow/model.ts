/** The configuration of a simulated instance. Everything stays changeable while the simulator runs. */
export interface InstanceModel {
  readonly users: User[];
  readonly groups: Group[];
  readonly items: CatalogItem[];
  readonly clients: OAuthClient[];
  /** Where the business rules of Access Desk send to. */
  readonly webhooks: Webhook[];
  readonly options: InstanceOptions;
}

export interface InstanceOptions {
  /** `instance_name`, as webhooks tell it. */
  name: string;
  /** The business rules leave this user's changes out (its sys_id), unless `echoes` is set. */
  integrationUser: string;
  echoes: boolean;
  /** How long after its item an order is committed; until then it is not found. Milliseconds. */
  requestDelayMs: number;
  /** The first answer of an approver row sets the record's `approval` and closes the other rows. */
  rollsUp: boolean;
  /**
   * Execution plans: an item is closed with the last of its tasks, complete (3), incomplete when one is (4), skipped when
   * all are (7).
   */
  tasksCloseItem: boolean;
  /** `glide.ui.security.allow_codetag`: what stands between `[code]` and `[/code]` is shown as HTML. */
  codeTags: boolean;
  /** A developer instance that sleeps: every call gets an HTML page with status 200. */
  hibernating: boolean;
  tokenLifetimeSeconds: number;
  /** Table → fields the integration may not write: dropped, and the call still succeeds. */
  droppedFields: Record<string, readonly string[]>;
  /** Table → what REST answers about it: a 403, or nothing as if there were no rows. */
  readAccess: Record<string, 'forbidden' | 'hidden'>;
  /** Tables REST refuses to write: an ACL or a business rule. */
  refusedWrites: string[];
  /** Tables whose updates are kept in sys_audit. */
  auditedTables: string[];
  /** `glide.invalid_query.returns_no_rows`; without it an invalid condition is dropped and the rest runs. */
  invalidQueryReturnsNoRows: boolean;
  /** `glide.attachment.enable_secure_filename_validation`. */
  secureFileNames: boolean;
  /** Largest attachment, bytes. */
  attachmentLimit: number;
  /** Offset of the callers' time zone for display values; minutes. */
  utcOffsetMinutes: number;
}

export interface User {
  readonly sysId: string;
  userName: string;
  firstName: string;
  lastName: string;
  email: string;
  active: boolean;
  /** No login at the screen; may use Basic authentication. */
  webServiceAccessOnly: boolean;
  password: string;
  /** `itil` fulfils: it reads all items, tasks and work notes. */
  readonly roles: string[];
}

export interface Group {
  readonly sysId: string;
  readonly name: string;
  readonly members: string[];
}

export interface CatalogItem {
  readonly sysId: string;
  readonly name: string;
  readonly variables: Variable[];
}

export interface Variable {
  readonly name: string;
  readonly questionText: string;
  readonly kind: 'text' | 'multi-line' | 'checkbox' | 'reference' | 'list';
  /** Table of a reference or a list. */
  readonly table?: string;
}

export interface OAuthClient {
  readonly clientId: string;
  clientSecret: string;
  /** OAuth application user: sys_id of who a token acts as. */
  userId: string;
}

export interface Webhook {
  url: string;
  /** `whsec_` and Base64. */
  secret: string;
  /** The rules' filter; a missing list filters nothing. */
  readonly catalogItems?: readonly string[];
}
