import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { emptyHead, type Head, readEntry, sealEntry } from '#shared/domain/audit-chain.ts';
import { type AuditEvent, auditFactsSchema } from '#shared/domain/audit-event.ts';
import { DeskUnavailable, StoredItemDamaged } from '#shared/errors.ts';
import type { AuditRecord, Recorded } from '#shared/ports/audit-record.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import { type Items, tableItems } from './items.ts';
import { itemKeys } from './keys.ts';

/** Others may be quicker this often in a row, for one entry; each time the record grew, so this is no deadlock. */
const MOST_TRIES = 50;

const entryItemSchema = z.object({ line: z.string() });

/**
 * The audit record on the request store's table. An entry is one conditional put of the next sequence number: two
 * writers never get the same one, and a killed writer leaves nothing half. Entries have no time-to-live.
 * @throws DeskUnavailable when DynamoDB does not answer; StoredItemDamaged when an entry is not what was put there
 */
export function auditRecord(options: { client: DynamoDBClient; tableName: string; now: () => Date }): AuditRecord {
  const items = tableItems(options);
  return {
    async append(ticket, events) {
      const record = recordOf(ticket);
      const known = await readOn(items, ticket, { head: emptyHead(record), byEvent: new Map() });
      const found: Recorded[] = [];
      for (const event of events) {
        found.push({ record, ...(known.byEvent.get(eventKey(event)) ?? (await add(ticket, event, known))) });
      }
      return found;
    },
  };

  async function add(ticket: TicketRef, event: AuditEvent, known: Known): Promise<Head> {
    const record = recordOf(ticket);
    const facts = auditFactsSchema.parse(event.facts);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const line = sealEntry(record, known.head, { ...event, facts }, options.now().toISOString());
      const key = itemKeys.auditEntry(ticket, known.head.sequence + 1);
      if (await items.put(key, { line }, { condition: { when: 'attribute_not_exists(#pk)' } })) {
        return take(known, record, line);
      }
      // Somebody was quicker: another event, or this very one (the SDK repeats a put whose answer was lost).
      await readOn(items, ticket, known);
      const there = known.byEvent.get(eventKey(event));
      if (there !== undefined) return there;
    }
    throw new DeskUnavailable({ what: 'audit record (others keep adding to it)' });
  }
}

/** What one call has seen of a record. */
interface Known {
  head: Head;
  readonly byEvent: Map<string, Head>;
}

/** Reads what was added since. */
async function readOn(items: Items, ticket: TicketRef, known: Known): Promise<Known> {
  const after = itemKeys.auditEntry(ticket, known.head.sequence);
  for (const { line } of await items.listAfter(after, entryItemSchema)) take(known, recordOf(ticket), line);
  return known;
}

/** Only the number is checked here: proving the chain is for whoever reads it, and must not stop a request. */
function take(known: Known, record: string, line: string): Head {
  const read = readEntry(line);
  if ('problem' in read || read.entry.record !== record || read.entry.sequence !== known.head.sequence + 1) {
    throw new StoredItemDamaged({ item: `audit record ${record}, behind entry ${known.head.sequence}` });
  }
  const { sequence, hash } = read.entry;
  known.head = { sequence, hash };
  known.byEvent.set(eventKey(read.entry), known.head);
  return known.head;
}

function eventKey({ run, id }: { readonly run: number; readonly id: string }): string {
  return `${run} ${id}`;
}

/** What a record is called: `jira-10542`, the reference of its runs without the run. */
function recordOf({ system, ticketId }: TicketRef): string {
  return `${system}-${ticketId}`;
}
