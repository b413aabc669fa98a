/**
 * Names of the request store's one table; infrastructure and local service create it from these. Key attributes are
 * strings, the time-to-live is a number (epoch seconds).
 */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
export const TIME_TO_LIVE = 'expiresAt';

/** The sparse index of open runs: only tickets with an open run carry its partition key. It projects whole items. */
export const OPEN_INDEX = 'open';
export const OPEN_INDEX_PARTITION_KEY = 'openMark';
export const OPEN_INDEX_SORT_KEY = 'openedAt';

/** How partition keys begin: entries of the audit record, and the names of the people in it. Permissions go by these. */
export const AUDIT_PREFIX = 'audit';
export const PERSON_PREFIX = 'person';
