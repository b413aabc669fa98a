import { type OAuthClient, readerClient, writerClient } from './clients.ts';

/** A SQL warehouse of one workspace. */
export interface WarehouseModel {
  readonly id: string;
  readonly workspaceId: string;
  /** Milliseconds it takes to start; 0 is warm. @default 0 */
  readonly coldMs?: number;
  /** False: the reader lacks CAN USE. @default true */
  readonly canUse?: boolean;
}

/** How the simulated account behaves where real accounts differ or where a test wants trouble. */
export interface DatabricksOptions {
  /** @default the reader and the writer of clients.ts */
  readonly clients: readonly OAuthClient[];
  /** Reads may answer the memberships of up to this long ago, in milliseconds. @default 15000 */
  readonly lagMs: number;
  /** While a write is young, reads of one thing alternate between old and new. @default false */
  readonly flicker: boolean;
  /** Decides which of the two comes first. @default 1 */
  readonly seed: number;
  /** What a PATCH on an identity provider's group does; documentation and reports disagree. @default 'refuse403' */
  readonly externalGroups: 'accept' | 'refuse403' | 'error500';
  /** Status of a taken PATCH: 204 without a body or 200 with `{}`. @default 204 */
  readonly patchStatus: 200 | 204;
  /** `trimmed`: a GET by the writer, who is no admin, lacks externalId and roles. @default 'full' */
  readonly writerGroupReads: 'full' | 'trimmed';
  /** @default 'on' */
  readonly iamV2: 'on' | 'off404' | 'off403';
  /** Largest IAM v2 page. @default 1000 */
  readonly iamPageSize: number;
  /** Largest SCIM page. @default 100 */
  readonly scimPageSize: number;
  /** The size Unity Catalog pages have unless the caller asks for less. @default 100 */
  readonly ucPageSize: number;
  /** Every paged Unity Catalog list starts with an empty page that has a `next_page_token`. @default false */
  readonly ucEmptyPages: boolean;
  /** False: the metastores belong to a group the reader is not in, and lists leave out what it has no right on. @default true */
  readonly readerSeesAll: boolean;
  /** Reading grants without the right to; the real answer is not known. @default 'empty' */
  readonly grantsWithoutRight: 'empty' | 'refuse403';
  /** Ids of workspaces that refuse the account's token. @default none */
  readonly closedWorkspaces: readonly string[];
  /** Status of `invalid_client`; both are seen. @default 401 */
  readonly invalidClientStatus: 400 | 401;
  /** How many token calls are throttled before one is answered. @default 0 */
  readonly throttledTokenCalls: number;
  /** GETs answered within one second of the clock; more get 429. @default unlimited */
  readonly readsPerSecond: number;
  /** GETs of one SCIM group each answered within one second of the clock; more get 429. @default unlimited */
  readonly groupReadsPerSecond: number;
  /** @default none */
  readonly warehouses: readonly WarehouseModel[];
  /** Views of information_schema, or `view.column`, that the metastores do not have. @default none */
  readonly missingViews: readonly string[];
  /** Every result of SQL claims to be cut off. @default false */
  readonly sqlTruncated: boolean;
  /** @default all in the first */
  readonly sqlRowsPerChunk: number;
  /** How a statement ends that could be executed. @default 'SUCCEEDED' */
  readonly sqlEndState: 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'CLOSED';
}

/** Fills in what is left out. */
export function withDefaults(options: Partial<DatabricksOptions>): DatabricksOptions {
  return {
    clients: [readerClient, writerClient],
    lagMs: 15_000,
    flicker: false,
    seed: 1,
    externalGroups: 'refuse403',
    patchStatus: 204,
    writerGroupReads: 'full',
    iamV2: 'on',
    iamPageSize: 1_000,
    scimPageSize: 100,
    ucPageSize: 100,
    ucEmptyPages: false,
    readerSeesAll: true,
    grantsWithoutRight: 'empty',
    closedWorkspaces: [],
    invalidClientStatus: 401,
    throttledTokenCalls: 0,
    readsPerSecond: Number.POSITIVE_INFINITY,
    groupReadsPerSecond: Number.POSITIVE_INFINITY,
    warehouses: [],
    missingViews: [],
    sqlTruncated: false,
    sqlRowsPerChunk: Number.POSITIVE_INFINITY,
    sqlEndState: 'SUCCEEDED',
    ...options,
  };
}
