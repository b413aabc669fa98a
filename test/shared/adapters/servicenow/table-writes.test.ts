import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { insertRecord, updateRecord } from '#shared/adapters/servicenow/table.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { id } from './kit.ts';
import { result, scripted } from './scripted-site.ts';

const _row = z.object({ sys_id: z.string(), name: z.string() });

describe('inserting a record', () => {
  const record = { what: 'adding', table: 'thing', values: { name: 'a\nb', kind: 'k' }, fields: ['number'] };
  const added = z.object({ number: z.string() });
  const whole = { sys_id: id('d1'), name: 'a\r\nb', kind: 'k', number: 'T1' };

  it('sends values and journal, and proves the values', async () => {
    await using desk = await scripted(result(whole, 201));
    const call = insertRecord(desk.site, { ...record, journal: { work_notes: 'note' } }, added);
    expect(await call).toEqual({ number: 'T1' });
    const sent = desk.server.seen[1];
    expect(JSON.parse(sent?.body ?? '')).toEqual({ name: 'a\nb', kind: 'k', work_notes: 'note' });
    expect(new URL(sent?.url ?? '', desk.server.url).searchParams.get('sysparm_fields')).toBe(
      'sys_id,name,kind,number',
    );
  });

  it.each([
    ['dropped', { ...whole, kind: '' }, 'thing.kind does not hold'],
    ['cut', { ...whole, name: 'a' }, 'thing.name does not hold'],
    ['left out', { sys_id: id('d1'), name: 'a\nb', number: 'T1' }, 'thing.kind does not hold'],
    ['not readable', { sys_id: id('d1'), name: 'a\nb', kind: 'k' }, 'thing.number is not in the answer'],
  ])('takes the record back when a field was %s', async (_name, answered, detail) => {
    await using desk = await scripted(result(answered, 201), { status: 204 });
    const call = insertRecord(desk.site, record, added);
    await expect(call).rejects.toMatchObject({ facts: { detail: expect.stringContaining(detail) } });
    await expect(call).rejects.toMatchObject({ facts: { detail: expect.stringContaining('was taken back') } });
    expect(desk.server.seen[2]).toMatchObject({ method: 'DELETE', url: `/api/now/table/thing/${id('d1')}` });
  });

  it('says so when it cannot be taken back', async () => {
    await using desk = await scripted(result({ ...whole, kind: '' }, 201), { status: 403 });
    const call = insertRecord(desk.site, record, added);
    await expect(call).rejects.toMatchObject({ facts: { detail: expect.stringContaining('is still there') } });
  });

  it('takes it back in the way the caller knows', async () => {
    const undone: string[] = [];
    await using desk = await scripted(result({ ...whole, kind: '' }, 201));
    const undo = async (sysId: string) => void undone.push(sysId);
    await expect(insertRecord(desk.site, { ...record, undo }, added)).rejects.toThrow(TicketSystemRefused);
    expect(undone).toEqual([id('d1')]);
  });
});

describe('changing a record', () => {
  const record = { what: 'changing', table: 'thing', sysId: id('d1'), values: { state: '3' }, fields: [] };
  const changed = z.object({ state: z.string() });

  it('proves what it wrote', async () => {
    await using desk = await scripted(
      result({ sys_id: id('d1'), state: '3' }),
      result({ sys_id: id('d1'), state: '1' }),
    );
    expect(await updateRecord(desk.site, record, changed)).toEqual({ state: '3' });
    const dropped = updateRecord(desk.site, record, changed);
    await expect(dropped).rejects.toMatchObject({ facts: { detail: expect.stringContaining('thing.state') } });
    expect(desk.server.seen[1]).toMatchObject({ method: 'PATCH', body: '{"state":"3"}' });
  });

  it('refuses what is no id, another record, and one that is gone', async () => {
    await using desk = await scripted(result({ sys_id: id('d2'), state: '3' }), { status: 404 });
    for (const sysId of ['', id('d1'), id('d1')]) {
      await expect(updateRecord(desk.site, { ...record, sysId }, changed)).rejects.toThrow(TicketSystemRefused);
    }
    expect(desk.server.seen).toHaveLength(3);
  });
});
