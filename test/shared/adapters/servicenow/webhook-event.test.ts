import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { installDate, virtualClock } from '#sandbox/engine/clock.ts';
import { serviceNowWebhooks } from '#shared/adapters/servicenow/webhook.ts';
import type { WebhookReading } from '#shared/ports/webhook.ts';
import { ids, SECRET, samples, stage } from './webhook-samples.ts';

const timestamp = 1_767_258_001;

/** A genuine delivery with this body. */
async function deliver(payload: unknown, now: () => Date = () => new Date(timestamp * 1_000)): Promise<WebhookReading> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key).update(`evt_1.${timestamp}.${body}`).digest('base64');
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${mac}`,
  };
  return serviceNowWebhooks({ stage, secrets: async () => [SECRET], now }).read({ headers, body: Buffer.from(body) });
}

const about = (type: string, data: object) => ({ type, timestamp: '2026-01-01T09:00:00Z', data });
const item = { sys_id: ids.item, cat_item: ids.catItem };
const row = { sys_id: ids.row, sysapproval: ids.item, source_table: 'sc_req_item', state: 'approved' };
const task = { sys_id: ids.task, request_item: ids.item, correlation_id: `ad:${ids.item}:idtask:0123456789ab` };
const variable = { sys_id: ids.variable, request_item: ids.item, cat_item: ids.catItem };

it.each<[string, string, object, { ticketId: string; served: boolean; children: string[] }]>([
  ['an order', 'ritm.inserted', item, { ticketId: ids.item, served: true, children: [] }],
  ['an approval', 'ritm.approval_changed', item, { ticketId: ids.item, served: true, children: [] }],
  ['a change', 'ritm.changed', item, { ticketId: ids.item, served: true, children: [] }],
  [
    'another catalog item',
    'ritm.inserted',
    { ...item, cat_item: 'f'.repeat(32) },
    { ticketId: ids.item, served: false, children: [] },
  ],
  ['no catalog item', 'ritm.inserted', { ...item, cat_item: '' }, { ticketId: ids.item, served: false, children: [] }],
  ['an approver row', 'approver.changed', row, { ticketId: ids.item, served: false, children: [ids.row] }],
  [
    'an approver row of the order',
    'approver.changed',
    { ...row, source_table: 'sc_request', sysapproval: ids.order },
    { ticketId: ids.row, served: false, children: [ids.row] },
  ],
  [
    'an approver row without a task',
    'approver.changed',
    { ...row, sysapproval: '' },
    { ticketId: ids.row, served: false, children: [ids.row] },
  ],
  [
    'a task of ours',
    'task.changed',
    task,
    { ticketId: ids.item, served: false, children: [task.correlation_id, ids.task] },
  ],
  [
    'a task of others',
    'task.changed',
    { ...task, correlation_id: 'jira:4711' },
    { ticketId: ids.item, served: false, children: [ids.task] },
  ],
  ['an answer', 'variable.changed', variable, { ticketId: ids.item, served: true, children: [] }],
  [
    'an answer of another catalog item',
    'variable.changed',
    { ...variable, cat_item: 'f'.repeat(32) },
    { ticketId: ids.item, served: false, children: [] },
  ],
  [
    'an answer of an item that is not told',
    'variable.changed',
    { ...variable, cat_item: undefined },
    { ticketId: ids.item, served: false, children: [] },
  ],
])('%s leads to its run', async (_name, type, data, expected) => {
  expect(await deliver(about(type, data))).toEqual({ verdict: 'event', deliveryId: 'evt_1', ...expected });
});

it.each<[string, object]>([
  ['ritm.inserted', item],
  ['ritm.changed', item],
  ['approver.changed', row],
  ['task.changed', task],
  ['variable.changed', variable],
])('%s by ourselves is dropped, by anybody else it is not', async (type, data) => {
  expect(await deliver(about(type, { ...data, actor: ids.desk }))).toEqual({
    verdict: 'ignored',
    reason: 'our own change',
  });
  for (const actor of [ids.thomas, '', 'svc.accessdesk', 7])
    expect((await deliver(about(type, { ...data, actor }))).verdict).toBe('event');
});

it.each(['incident.inserted', 'ritm.deleted', '', '__proto__', 'toString'])('ignores events %j', async (type) => {
  expect(await deliver(about(type, item))).toEqual({ verdict: 'ignored', reason: 'an event of no interest' });
});

it.each<[string, unknown]>([
  ['half a body', '{"type":'],
  ['an empty body', ''],
  ['a list', []],
  ['null', 'null'],
  ['no type', { data: item }],
  ['no data', { type: 'ritm.inserted' }],
  ['an id that is none', about('ritm.inserted', { ...item, sys_id: '1^NQactive=true' })],
  ['an id in capitals', about('ritm.inserted', { ...item, sys_id: ids.item.toUpperCase() })],
  ['an id and a line', about('ritm.inserted', { ...item, sys_id: `${ids.item}\n` })],
  ['a catalog item that is none', about('ritm.inserted', { ...item, cat_item: 'javascript:gs' })],
  ['an approver row without id', about('approver.changed', { ...row, sys_id: '' })],
  ['a task without item', about('task.changed', { ...task, request_item: '' })],
  ['a variable without item', about('variable.changed', { ...variable, request_item: undefined })],
])('cannot use %s', async (_name, payload) => {
  expect((await deliver(payload)).verdict).toBe('unusable');
});

it('takes nothing but ids from the body', async () => {
  const chatty = { ...task, correlation_id: 'ad:x y', number: 'SCTASK1"}\n', short_description: 'secret', state: '3' };
  expect(JSON.stringify(await deliver(about('task.changed', chatty)))).toBe(
    JSON.stringify({
      verdict: 'event',
      deliveryId: 'evt_1',
      ticketId: ids.item,
      served: false,
      children: [ids.task],
    }),
  );
});

it('judges the age by the time it is given, in virtual time too', async () => {
  const putBack = installDate(virtualClock(timestamp * 1_000));
  try {
    const { id, signature, body } = samples[0];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    };
    const reader = serviceNowWebhooks({ stage, secrets: async () => [SECRET], now: () => new Date() });
    expect((await reader.read({ headers, body: Buffer.from(body) })).verdict).toBe('event');
  } finally {
    putBack();
  }
  expect((await deliver(about('ritm.inserted', item), () => new Date(0))).verdict).toBe('forged');
});
