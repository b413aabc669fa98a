import { describe, expect, it } from 'vitest';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { openServiceNow, orderAccess, resultOf, type TestServiceNow } from './servicenow-client.ts';

const csv = { 'content-type': 'text/csv; charset=utf-8' };

function upload({ call }: TestServiceNow, sysId: string, name: string, content = 'a,b', table = 'sc_req_item') {
  const where = new URLSearchParams({ table_name: table, table_sys_id: sysId, file_name: name });
  return call('POST', `/api/now/attachment/file?${where}`, Buffer.from(content), csv);
}

describe('files', () => {
  it('are stored byte by byte, any number of one name, and read back', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const first = await upload(servicenow, sysId, 'plan.csv', '\uFEFFä');
    await upload(servicenow, sysId, 'plan.csv', 'b');
    await upload(servicenow, sysId, 'other.csv', 'c');
    const { sys_id } = resultOf(first);
    expect(first.headers.get('location')).toBe(`${servicenow.url}/api/now/attachment/${sys_id}`);
    expect(resultOf(first)).toMatchObject({
      table_name: 'sc_req_item',
      table_sys_id: sysId,
      size_bytes: '5',
      sys_created_by: 'svc.accessdesk',
      download_link: `${servicenow.url}/api/now/attachment/${sys_id}/file`,
    });
    const where = `table_name=sc_req_item^table_sys_id=${sysId}^file_name=plan.csv`;
    const list = await servicenow.call('GET', `/api/now/attachment?sysparm_query=${encodeURIComponent(where)}`);
    expect(list.json).toMatchObject({ result: [{ sys_id, size_bytes: '5' }, { size_bytes: '1' }] });
    expect(resultOf(await servicenow.call('GET', `/api/now/attachment/${sys_id}`))).toMatchObject({ sys_id });
    const bytes = await servicenow.call('GET', `/api/now/attachment/${sys_id}/file`);
    expect(bytes.headers.get('content-type')).toBe(csv['content-type']);
    expect(servicenow.instance.attachmentsOf(sysId)[0]?.content).toEqual(Buffer.from('\uFEFFä'));
  });

  it('can be taken back by whoever attached them', async () => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    const path = `/api/now/attachment/${resultOf(await upload(servicenow, sysId, 'plan.csv')).sys_id}`;
    servicenow.instance.user(users.desk).userName = 'another';
    expect((await servicenow.call('DELETE', path)).status).toBe(403);
    servicenow.instance.user(users.desk).userName = 'svc.accessdesk';
    expect((await servicenow.call('DELETE', path)).status).toBe(204);
    expect((await servicenow.call('GET', path)).status).toBe(404);
    expect(servicenow.instance.attachmentsOf(sysId)).toEqual([]);
  });

  it('are seen by everybody who may read the item', async () => {
    const servicenow = await openServiceNow();
    const { sysId, number } = orderAccess(servicenow);
    await upload(servicenow, sysId, 'plan.csv');
    expect(servicenow.instance.as(users.rita).view(number).attachments).toMatchObject([
      { filename: 'plan.csv', size: 3 },
    ]);
  });
});

describe('refusals of files', () => {
  it.each([
    ['several dots', 'plan.csv.exe', 400],
    ['a path', '../plan.csv', 400],
    ['other letters', 'plän.csv', 400],
    ['no name', '', 400],
  ])('%s', async (_what, name, status) => {
    const servicenow = await openServiceNow();
    const { sysId } = orderAccess(servicenow);
    expect((await upload(servicenow, sysId, name)).status).toBe(status);
    expect(servicenow.instance.attachmentsOf(sysId)).toEqual([]);
  });

  it('a record that is none, too much, a rule', async () => {
    const servicenow = await openServiceNow({ attachmentLimit: 2 });
    const { sysId } = orderAccess(servicenow);
    expect((await upload(servicenow, users.rita, 'plan.csv')).status).toBe(404);
    expect((await upload(servicenow, sysId, 'plan.csv', 'a', 'sc_task')).status).toBe(404);
    expect((await upload(servicenow, sysId, 'plan.csv')).status).toBe(413);
    servicenow.instance.options.refusedWrites.push('sys_attachment');
    expect((await upload(servicenow, sysId, 'plan.csv', 'a')).status).toBe(403);
  });
});
