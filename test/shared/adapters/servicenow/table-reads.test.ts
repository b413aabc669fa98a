import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eq, since } from '#shared/adapters/servicenow/query.ts';
import { queryRecords, readRecord } from '#shared/adapters/servicenow/table.ts';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { id, openKit } from './kit.ts';
import type { Row } from './kit-rows.ts';
import { result, scripted } from './scripted-site.ts';

const row = z.object({ sys_id: z.string(), name: z.string() });

describe('reading a record', () => {
  const reading = { what: 'reading', table: 'thing', sysId: id('d1'), fields: ['name'] };

  it('asks for raw values of the fields it wants', async () => {
    await using kit = await openKit({ thing: [{ sys_id: id('d1'), name: 'one', more: 'x' }] });
    expect(await readRecord(kit.site, reading, row)).toEqual({ sys_id: id('d1'), name: 'one' });
    expect(Object.fromEntries(kit.requests()[0]?.query ?? [])).toEqual({
      sysparm_display_value: 'false',
      sysparm_exclude_reference_link: 'true',
      sysparm_fields: 'sys_id,name',
    });
  });

  it('is null for a record that is gone, and for what is no id', async () => {
    await using kit = await openKit({ thing: [] });
    expect(await readRecord(kit.site, reading, row)).toBeNull();
    for (const sysId of ['../sys_user', '', id('D1'), `${id('d1')}?x`]) {
      expect(await readRecord(kit.site, { ...reading, sysId }, row)).toBeNull();
    }
    expect(kit.requests()).toHaveLength(1);
  });

  it('takes a reference that comes with its link, and null, for what they mean', async () => {
    const name = { link: 'https://acme/api/x', value: 'u1' };
    await using desk = await scripted(result({ sys_id: id('d1'), name }), result({ sys_id: id('d1'), name: null }));
    expect(await readRecord(desk.site, reading, row)).toMatchObject({ name: 'u1' });
    expect(await readRecord(desk.site, reading, row)).toMatchObject({ name: '' });
  });

  it.each([
    ['a field that is missing', { sys_id: id('d1') }, 'thing.name is not in the answer'],
    ['another record', { sys_id: id('d2'), name: 'x' }, 'another record'],
    ['a value of another kind', { sys_id: id('d1'), name: ['x'] }, 'name'],
  ])('refuses %s', async (_name, answered, detail) => {
    await using desk = await scripted(result(answered));
    const call = readRecord(desk.site, reading, row);
    await expect(call).rejects.toThrow(TicketSystemRefused);
    await expect(call).rejects.toMatchObject({ facts: { detail: expect.stringContaining(detail) } });
  });

  it('does without a field that some instances lack', async () => {
    await using desk = await scripted(result({ sys_id: id('d1') }));
    const lenient = z.object({ name: z.string().default('none') });
    expect(await readRecord(desk.site, { ...reading, mayLack: ['name'] }, lenient)).toEqual({ name: 'none' });
  });

  it('names the field of a value it cannot use, never the value', async () => {
    await using desk = await scripted(result({ sys_id: id('d1'), name: 'Rita' }));
    const error: unknown = await readRecord(desk.site, reading, z.object({ name: z.literal('x') })).catch((e) => e);
    expect(error).toMatchObject({ facts: { detail: 'thing has an unexpected value in name' } });
  });
});

describe('asking for records', () => {
  const query = { what: 'asking', table: 'thing', where: [eq('kind', 'a')], fields: ['name'] };

  it('gives those that fit, oldest or newest first, a few or all', async () => {
    const thing = (pair: string, kind: string, second: number): Row => ({
      sys_id: id(pair),
      kind,
      name: pair,
      sys_created_on: `2026-01-01 09:00:0${second}`,
    });
    await using kit = await openKit({ thing: [thing('a2', 'a', 2), thing('b1', 'b', 3), thing('a1', 'a', 1)] });
    const names = async (more: object) =>
      (await queryRecords(kit.site, { ...query, ...more }, row)).map(({ name }) => name);
    expect(await names({})).toEqual(['a1', 'a2']);
    expect(await names({ newestFirst: true })).toEqual(['a2', 'a1']);
    expect(await names({ newestFirst: true, most: 1 })).toEqual(['a2']);
    expect(await names({ where: [eq('kind', 'c')] })).toEqual([]);
    expect(kit.requests().map(({ query: sent }) => sent.get('sysparm_limit'))).toEqual(['500', '500', '1', '500']);
    expect(kit.requests()[0]?.query.get('sysparm_fields')).toBe('sys_id,kind,name');
  });

  it('reads every page, also behind a short or empty one, and each record once', async () => {
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ sys_id: `s${from + index}`, kind: 'a', name: 'x' }));
    const page = (value: unknown) => ({ status: 200, headers: { 'x-total-count': '1700' }, json: { result: value } });
    const answers = [page(rows(0, 500)), page([]), page(rows(499, 3)), page(rows(1_600, 100))];
    await using desk = await scripted(...answers);
    expect(await queryRecords(desk.site, { ...query, mayBePartial: true }, row)).toHaveLength(602);
    const offsets = desk.server.seen
      .slice(1)
      .map(({ url }) => new URL(url, desk.server.url).searchParams.get('sysparm_offset'));
    expect(offsets).toEqual(['0', '500', '1000', '1500']);
  });

  it('draws no conclusion from rows that are kept from us', async () => {
    const page = {
      status: 200,
      headers: { 'x-total-count': '2' },
      json: { result: [{ sys_id: 's1', kind: 'a', name: 'x' }] },
    };
    await using desk = await scripted(page, page, page);
    const call = queryRecords(desk.site, query, row);
    await expect(call).rejects.toMatchObject({
      facts: { detail: expect.stringContaining('some rows of thing are kept') },
    });
    expect(await queryRecords(desk.site, { ...query, mayBePartial: true }, row)).toHaveLength(1);
  });

  it('looks again where a row came between counting and reading', async () => {
    const page = (rows: number, total: number) => ({
      status: 200,
      headers: { 'x-total-count': String(total) },
      json: { result: Array.from({ length: rows }, (_, index) => ({ sys_id: `s${index}`, kind: 'a', name: 'x' })) },
    });
    await using desk = await scripted(page(1, 2), page(2, 2));
    expect(await queryRecords(desk.site, query, row)).toHaveLength(2);
  });

  it('where nothing counts the rows, reads until a page is not full', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({ sys_id: `s${index}`, kind: 'a', name: 'x' }));
    await using desk = await scripted(result(rows), result([{ sys_id: 'last', kind: 'a', name: 'x' }]));
    expect(await queryRecords(desk.site, query, row)).toHaveLength(501);
  });

  it('does not go round in circles', async () => {
    const page = { status: 200, headers: { 'x-total-count': '999999' }, json: { result: [] } };
    await using desk = await scripted(...Array.from({ length: 100 }, () => page));
    await expect(queryRecords(desk.site, query, row)).rejects.toThrow(TicketSystemUnavailable);
  });

  it.each([
    ['a field the table does not have', [eq('kinnd', 'a')], 'kinnd is not in the answer'],
    ['a condition that was not heeded', [eq('kind', 'z')], 'the condition on kind'],
    ['a time that was not heeded', [since('at', new Date('2026-01-02'))], 'the condition on at'],
  ])('takes no rows for data after %s', async (_name, where, detail) => {
    await using desk = await scripted(result([{ sys_id: id('d1'), kind: 'a', name: 'x', at: '2026-01-01 00:00:00' }]));
    const call = queryRecords(desk.site, { ...query, where }, row);
    await expect(call).rejects.toMatchObject({ facts: { detail: expect.stringContaining(detail) } });
  });

  it('takes a list that is not for us for no list', async () => {
    await using desk = await scripted({ status: 404, json: { error: { message: 'No Record found' } } });
    await expect(queryRecords(desk.site, query, row)).rejects.toThrow(TicketSystemRefused);
  });
});
