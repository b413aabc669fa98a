import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AuditArchive, auditArchive } from '#shared/adapters/store/audit-archive.ts';
import { readEntry } from '#shared/domain/audit-chain.ts';
import { factsOf } from '#shared/domain/audit-entry.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';
import type { Finding } from './check.ts';
import { type Scene, ticketOf } from './scene.ts';
import { membershipWrites } from './writes.ts';

/** The audit records of a story, as an auditor would read them. */
async function withArchive<T>(scene: Scene, read: (archive: AuditArchive) => Promise<T>): Promise<T> {
  const { tableName, tableUrl } = scene.play.desk;
  const client = new DynamoDBClient({ endpoint: tableUrl });
  try {
    return await read(auditArchive({ client, tableName, now: () => new Date() }));
  } finally {
    client.destroy();
  }
}

/** Lines of the record of the story's ticket; none where nothing was asked. */
export async function auditLines(scene: Scene): Promise<string[]> {
  const { office, ticketId } = scene;
  if (ticketId === undefined) return [];
  return withArchive(scene, (archive) => archive.linesOf({ system: office.system, ticketId }));
}

/** What must hold of every story's audit record. */
export async function checkAudit(scene: Scene, lines: readonly string[]): Promise<Finding[]> {
  const { office, ticketId, play, wiring } = scene;
  if (ticketId === undefined) return [];
  const store = wiring('read-request').store;
  const end = (await store.readTicketRecord({ system: office.system, ticketId }))?.lastEnd?.end;
  const entries = lines.flatMap((line) => {
    const read = readEntry(line);
    return 'entry' in read ? [{ ...read.entry, facts: factsOf(read.entry) }] : [];
  });
  const last = entries.findLast(({ event }) => event === 'ended');
  const arrived = entries.filter(({ facts }) => facts?.event === 'written' && /^(accepted|found)/.test(facts.outcome));
  const writes = membershipWrites(play.databricks).filter(({ status }) => status !== undefined && status < 300);
  const names = await withArchive(scene, (archive) => archive.names());
  const told = ticketOf(scene).messages.map(({ text }) => text);
  return [
    same('the audit record verifies', verifyAudit(lines).intact, true),
    same('the audit record ends as the request did', last?.facts?.event === 'ended' ? last.facts.end : undefined, end),
    same('the audit record holds every membership written', arrived.length, writes.length),
    same(
      'the ticket names the head of its audit record',
      end === undefined || told.some((text) => text.includes(last?.hash ?? 'none')),
      true,
    ),
    same(
      'the audit record names nobody',
      named(
        lines,
        names.flatMap(({ name, handles }) => [name, ...handles]),
      ),
      [],
    ),
  ];
}

/** Names and addresses that stand in a record. */
function named(lines: readonly string[], texts: readonly string[]): string[] {
  const all = lines.join('\n');
  const found = texts.filter((text) => text !== '' && all.includes(JSON.stringify(text).slice(1, -1)));
  // A handle of ServiceNow holds versions of rows such as `<id>@3`.
  return [...found, ...(all.match(/[^\s"@]+@[\w-]+\.\w+/g) ?? [])];
}

function same(what: string, found: unknown, wanted: unknown): Finding {
  return { what, instead: isDeepStrictEqual(found, wanted) ? null : JSON.stringify(found ?? null) };
}
