import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Control, RequestStore } from '#shared/ports/request-store.ts';
import { additionChunks } from './additions.ts';
import { membershipClaims } from './claims.ts';
import { stopSwitch } from './control.ts';
import { tableItems } from './items.ts';
import { effectLedger } from './ledger.ts';
import { pairLines } from './lines.ts';
import { paceLanes } from './pace.ts';
import { ticketRuns } from './runs.ts';
import { runMemory } from './sections.ts';
import { runTexts } from './texts.ts';
import { waitTokens } from './tokens.ts';
import { outsideTraces } from './traces.ts';

interface RequestStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly now: () => Date;
  /** Days after its last write that what a run remembers is kept; must be longer than a run can last. */
  readonly retentionDays: number;
  /** What the stop switch says before anybody has set it. */
  readonly initialWrites: Control['writes'];
}

/**
 * The request store on one DynamoDB table: conditional writes of single items, nothing else.
 * @throws DeskUnavailable (every method) when DynamoDB does not answer after the SDK's own retries
 * @throws StoredItemDamaged (every reading method) when an item is not what was put there
 */
export function requestStore({
  client,
  tableName,
  now,
  retentionDays,
  initialWrites,
}: RequestStoreOptions): RequestStore {
  const items = tableItems({ client, tableName, now });
  return {
    ...ticketRuns(items, now),
    ...pairLines(items, retentionDays),
    ...runMemory(items, retentionDays),
    ...runTexts(items, retentionDays),
    ...additionChunks(items, retentionDays),
    ...effectLedger(items, retentionDays, now),
    ...waitTokens(items, retentionDays),
    ...paceLanes(items, now),
    ...stopSwitch(items, initialWrites),
    ...outsideTraces(items, retentionDays),
    ...membershipClaims(items, retentionDays),
  };
}
