import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { auditArchive } from '#shared/adapters/store/audit-archive.ts';
import { auditRecord } from '#shared/adapters/store/audit-record.ts';
import { itemKeys } from '#shared/adapters/store/keys.ts';
import { pseudonyms } from '#shared/adapters/store/pseudonyms.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';
import { anEvent, auditRecordContract } from './contract-audit.ts';
import { dynaliteForTests } from './on-dynalite.ts';
import { loseAnswer, meet } from './sdk-faults.ts';

const table = dynaliteForTests();
const ticket = { system: 'jira', ticketId: '10042' } as const;
const now = () => new Date('2026-11-23T10:00:00.000Z');

/** One table; every call starts a process on it. */
async function sharedTable() {
  const { tableName, newClient } = await table();
  const archive = auditArchive({ client: newClient(), tableName, now });
  return {
    archive,
    tableName,
    start(at: () => Date = now) {
      const client = newClient({ maxAttempts: 3 });
      return { client, record: auditRecord({ client, tableName, now: at }) };
    },
  };
}

auditRecordContract('DynamoDB', async () => {
  const { archive, start } = await sharedTable();
  return { connect: () => start().record, lines: (one) => archive.linesOf(one) };
});

describe('two processes at the same point of a record', () => {
  it('both see the same last entry: one is first, the other second', async () => {
    const { archive, start } = await sharedTable();
    const [a, b] = [start(), start()];
    meet([a.client, b.client], 'Put');
    const answers = await Promise.all([
      a.record.append(ticket, [anEvent('written by a')]),
      b.record.append(ticket, [anEvent('written by b')]),
    ]);
    expect(
      answers
        .flat()
        .map(({ sequence }) => sequence)
        .toSorted(),
    ).toEqual([1, 2]);
    expect(verifyAudit(await archive.linesOf(ticket))).toMatchObject({ intact: true, records: [{ entries: 2 }] });
  });

  it('both bring the same event: it is there once, and both hear where', async () => {
    const { archive, start } = await sharedTable();
    const [a, b] = [start(), start()];
    meet([a.client, b.client], 'Put');
    const answers = await Promise.all([a, b].map(({ record }) => record.append(ticket, [anEvent('same')])));
    expect(answers[0]).toEqual(answers[1]);
    expect(await archive.linesOf(ticket)).toHaveLength(1);
  });

  it('an answer is lost and the SDK repeats the put: the entry is known as its own', async () => {
    const { archive, start } = await sharedTable();
    const a = start();
    loseAnswer(a.client, 'Put');
    expect(await a.record.append(ticket, [anEvent('a'), anEvent('b')])).toMatchObject([
      { sequence: 1 },
      { sequence: 2 },
    ]);
    expect(await archive.linesOf(ticket)).toHaveLength(2);
  });
});

describe('a record', () => {
  it('is not added to behind an entry that is not what was put there', async () => {
    const { start, tableName } = await sharedTable();
    const { client, record } = start();
    await record.append(ticket, [anEvent('a')]);
    await client.send(
      new PutCommand({ TableName: tableName, Item: { ...itemKeys.auditEntry(ticket, 2), line: '{}' } }),
    );
    await expect(record.append(ticket, [anEvent('b')])).rejects.toMatchObject({ name: 'StoredItemDamaged' });
  });

  it('never expires', async () => {
    const { start } = await sharedTable();
    const [first] = await start().record.append(ticket, [anEvent('a')]);
    const later = start(() => new Date('2046-11-23T10:00:00.000Z'));
    expect((await later.record.append(ticket, [anEvent('a')]))[0]).toEqual(first);
  });

  it('is read with all others, record by record', async () => {
    const { archive, start } = await sharedTable();
    const { record } = start();
    await record.append({ system: 'servicenow', ticketId: 'abc' }, [anEvent('s')]);
    await record.append(ticket, [anEvent('a'), anEvent('b')]);
    const ids = (await archive.allLines()).map((line) => JSON.parse(line).id);
    expect(ids).toEqual(['a', 'b', 's']);
  });
});

describe('names', () => {
  const keys = async () => ({ current: 'k1', keys: { k1: 'a key of at least thirty-two characters' } });
  const uwe = { in: 'databricks', id: '7002', name: 'Uwe Becker', handles: ['uwe@company.com'] } as const;

  it('are kept beside the record, until they expire or are deleted', async () => {
    const { tableName, newClient } = await table();
    const at = (time: string) => ({ client: newClient(), tableName, now: () => new Date(time) });
    const people = pseudonyms({ ...at('2026-01-01T00:00:00Z'), retentionDays: 100, keys });
    const { id } = await people.seal(uwe);
    const archive = (time: string) => auditArchive(at(time));
    const kept = { pseudonym: id, realm: 'databricks', account: '7002', name: 'Uwe Becker', handles: uwe.handles };
    expect(await archive('2026-04-10T23:00:00Z').names()).toEqual([kept]);
    expect(await archive('2026-04-11T01:00:00Z').names()).toEqual([]);
    await archive('2026-01-02T00:00:00Z').deleteName(id);
    expect(await archive('2026-01-02T00:00:00Z').names()).toEqual([]);
  });

  it('of an account nothing else is known of are not kept, and do not replace what is', async () => {
    const { tableName, newClient } = await table();
    const options = { client: newClient(), tableName, now };
    const people = pseudonyms({ ...options, retentionDays: 100, keys });
    const { id } = await people.seal(uwe);
    expect((await people.seal({ ...uwe, name: null, handles: [] })).id).toBe(id);
    expect((await auditArchive(options).names()).map(({ name }) => name)).toEqual(['Uwe Becker']);
  });
});
