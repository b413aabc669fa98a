import { describe, expect, it } from 'vitest';
import { attach } from '#sandbox/simulators/servicenow/attachments.ts';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import type { TicketFile } from '#shared/ports/ticket-system.ts';
import { openDesk } from './desk.ts';

const plan: TicketFile = {
  fileName: 'provisioning_plan_RITM0010001_r1_abcdef12.csv',
  mimeType: 'text/csv',
  content: Buffer.from('\uFEFFaction_type,group_name\r\nDatabricks,npb-plattform-nützer\r\n'),
  audience: 'it',
};

describe('a file', () => {
  it('arrives byte for byte and is found by its exact name', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const fileId = await desk.tickets.addAttachment(sysId, plan);
    const [attached] = desk.serviceNow.instance.attachmentsOf(sysId);
    expect(attached).toMatchObject({ sysId: fileId, filename: plan.fileName });
    expect(attached?.content.equals(plan.content)).toBe(true);
    const [row] = desk.serviceNow.instance.rows('sys_attachment');
    expect(row?.content_type).toBe('text/csv; charset=utf-8');
    expect(await desk.tickets.findAttachment(sysId, plan.fileName)).toEqual([fileId]);
    expect(await desk.tickets.findAttachment(sysId, 'provisioning_plan_RITM0010001_r1_abcdef13.csv')).toEqual([]);
    expect(await desk.tickets.findAttachment(desk.order().sysId, plan.fileName)).toEqual([]);
    expect(await desk.tickets.findAttachment('99999', plan.fileName)).toEqual([]);
  });

  it('of the same name by somebody else does not count; twins of ours do', async () => {
    await using desk = await openDesk();
    const { sysId, number } = desk.order();
    const { instance } = desk.serviceNow;
    const forged = { fileName: plan.fileName, type: 'text/csv', content: Buffer.from('forged') };
    attach(instance, users.rita, instance.item(number), forged);
    expect(await desk.tickets.findAttachment(sysId, plan.fileName)).toEqual([]);
    const first = await desk.tickets.addAttachment(sysId, plan);
    desk.clock.ms += 1_000;
    const second = await desk.tickets.addAttachment(sysId, plan);
    expect(await desk.tickets.findAttachment(sysId, plan.fileName)).toEqual([first, second]);
  });

  it('is removed, and it does not matter when it is gone', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const fileId = await desk.tickets.addAttachment(sysId, plan);
    await desk.tickets.removeAttachment(sysId, fileId);
    await desk.tickets.removeAttachment(sysId, fileId);
    expect(desk.serviceNow.instance.attachmentsOf(sysId)).toEqual([]);
  });

  it('is sent once when the answer gets lost', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const path = /attachment\/file$/;
    desk.serviceNow.faults.add({ match: { method: 'POST', path }, fault: { kind: 'resetAfter' } });
    await expect(desk.tickets.addAttachment(sysId, plan)).rejects.toThrow(TicketSystemUnavailable);
    expect(await desk.tickets.findAttachment(sysId, plan.fileName)).toHaveLength(1);
  });

  it('that is too large, or whose ticket is gone, is refused', async () => {
    await using desk = await openDesk({ attachmentLimit: 10 });
    const adding = desk.tickets.addAttachment(desk.order().sysId, plan);
    await expect(adding).rejects.toMatchObject({ name: 'TicketSystemRefused' });
    await expect(desk.tickets.addAttachment('f'.repeat(32), plan)).rejects.toMatchObject({ facts: { status: 404 } });
    await expect(desk.tickets.addAttachment('99999', plan)).rejects.toMatchObject({ facts: { status: 404 } });
  });

  it('that came out shorter or under another name is taken back', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const answered = {
      sys_id: 'a'.repeat(32),
      table_name: 'sc_req_item',
      table_sys_id: sysId,
      file_name: plan.fileName,
      size_bytes: '3',
      sys_created_by: 'svc.accessdesk',
      sys_created_on: '2026-02-02 08:00:00',
    };
    const fault = { kind: 'answer', status: 201, json: { result: answered } } as const;
    desk.serviceNow.faults.add({ match: { method: 'POST', path: /attachment\/file$/ }, fault });
    await expect(desk.tickets.addAttachment(sysId, plan)).rejects.toMatchObject({ name: 'TicketSystemRefused' });
    const removal = desk.serviceNow.requests.find(({ method }) => method === 'DELETE');
    expect(removal?.path).toBe(`/api/now/attachment/${answered.sys_id}`);
  });

  it('is not looked for where the instance drops a condition', async () => {
    await using desk = await openDesk();
    const { sysId } = desk.order();
    const foreign = {
      sys_id: 'a'.repeat(32),
      table_name: 'sc_req_item',
      table_sys_id: 'b'.repeat(32),
      file_name: plan.fileName,
      sys_created_by: 'svc.accessdesk',
      sys_created_on: '2026-02-02 08:00:00',
    };
    const fault = { kind: 'answer', status: 200, json: { result: [foreign] } } as const;
    desk.serviceNow.faults.add({ match: { method: 'GET', path: /attachment$/ }, fault });
    const looking = desk.tickets.findAttachment(sysId, plan.fileName);
    await expect(looking).rejects.toMatchObject({ name: 'TicketSystemRefused' });
  });
});

it('a file for IT is attached only where the stage says that everybody may read it', async () => {
  await using desk = await openDesk();
  const { sysId, number } = desk.order();
  expect(await desk.tickets.mayAttachForIt(sysId)).toBe(true);
  desk.serviceNow.instance.moveToItem(number, items.accessPicked);
  expect(await desk.tickets.mayAttachForIt(sysId)).toBe(false);
  desk.serviceNow.instance.moveToItem(number, items.other);
  expect(await desk.tickets.mayAttachForIt(sysId)).toBe(false);
  expect(await desk.tickets.mayAttachForIt('f'.repeat(32))).toBe(false);
});
