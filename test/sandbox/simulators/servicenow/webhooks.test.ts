import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '#sandbox/simulators/http-server.ts';
import { items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { signature } from '#sandbox/simulators/servicenow/webhook-queue.ts';
import { openServiceNow, orderAccess, resultOf, type TestServiceNow } from './servicenow-client.ts';

const secret = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

interface Arrival {
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
}

/** A receiver that answers what `answers` says, then 200; registered with the instance. */
async function receive(servicenow: TestServiceNow, answers: number[] = [], catalogItems?: string[]) {
  const arrivals: Arrival[] = [];
  const receiver = await serve({
    name: 'receiver',
    now: servicenow.instance.now,
    routes: [
      {
        method: 'POST',
        path: '/hook',
        handle: ({ headers, body }) => {
          arrivals.push({ headers, raw: body.toString('utf8') });
          return { status: answers.shift() ?? 200 };
        },
      },
    ],
  });
  onTestFinished(() => receiver.close());
  servicenow.instance.webhooks.push({ url: `${receiver.url}/hook`, secret, ...(catalogItems && { catalogItems }) });
  return arrivals;
}

const bodyOf = (arrival: Arrival | undefined): unknown => JSON.parse(arrival?.raw ?? 'null');
const eventsOf = ({ deliveries }: TestServiceNow) => deliveries.map(({ event }) => event);

describe('signature', () => {
  it('fits the vectors worked out for these exact bytes', () => {
    const body =
      '{"type":"ritm.inserted","timestamp":"2026-01-01T09:00:00Z","data":{"instance":"dev00000","table":"sc_req_item","sys_id":"1f0e9d8c7b6a5f4e3d2c1b0a99887766","number":"RITM0012345","cat_item":"aa11bb22cc33dd44ee55ff6677889900","request":"0102030405060708090a0b0c0d0e0f10","approval":"requested","state":"1","sys_mod_count":"0","sys_updated_on":"2026-01-01 09:00:00"}}';
    expect(signature(secret, 'evt_eab3611721a08cd0520794e6500d3904cf11cc55', '1767258001', body)).toBe(
      'v1,9iisZBUwA8XWBEIdxEBxLM0/fHcTKIVtXFHNWwxEbTk=',
    );
  });
});

describe('deliveries', () => {
  it('wait until asked for, are signed, and hold ids and states only', async () => {
    const servicenow = await openServiceNow();
    const arrivals = await receive(servicenow);
    const { sysId } = orderAccess(servicenow, { reason: 'Zugriff für Müller' });
    expect(arrivals).toEqual([]);
    await servicenow.deliver();
    expect(arrivals).toHaveLength(1);
    const { headers = {}, raw = '' } = arrivals[0] ?? {};
    expect(headers['webhook-id']).toMatch(/^evt_[0-9a-f]{40}$/);
    expect(headers['webhook-timestamp']).toBe(String(servicenow.clock.ms / 1_000));
    const id = headers['webhook-id'] ?? '';
    expect(headers['webhook-signature']).toBe(signature(secret, id, headers['webhook-timestamp'] ?? '', raw));
    const { request } = servicenow.instance.item(sysId);
    expect(raw).toBe(
      `{"type":"ritm.inserted","timestamp":"2026-11-23T09:00:00Z","data":{"instance":"dev00000","table":"sc_req_item","sys_id":"${sysId}","number":"RITM0010001","cat_item":"${items.access}","request":"${request}","approval":"not requested","state":"1","sys_mod_count":"0","sys_updated_on":"2026-11-23 09:00:00","actor":"${users.rita}"}}`,
    );
    expect(servicenow.deliveries).toMatchObject([{ status: 200, event: 'ritm.inserted', number: 'RITM0010001' }]);
  });

  it('tell what people do, with who did it', async () => {
    const servicenow = await openServiceNow();
    const arrivals = await receive(servicenow);
    const { instance, call } = servicenow;
    const { number, sysId } = orderAccess(servicenow);
    await servicenow.deliver();
    const row = { state: 'requested', approver: users.petra, sysapproval: sysId, source_table: 'sc_req_item' };
    const rowId = resultOf(await call('POST', '/api/now/table/sysapproval_approver', row)).sys_id;
    const correlation = { correlation_id: 'ad:1', correlation_display: 'access-desk' };
    await call('POST', '/api/now/table/sc_task', { request_item: sysId, ...correlation });
    expect(servicenow.webhooks.pending).toEqual([]);
    instance.as(users.rita).comment(number, 'cancel');
    instance.as(users.rita).editVariable(number, 'source', 'ines@company.com');
    instance.as(users.petra).decide(number, 'approved');
    instance.as(users.ines).finishTask('SCTASK0010001');
    instance.as(users.agent).editItem(number, { stage: 'done' });
    await servicenow.deliver();
    expect(arrivals.slice(1).map(bodyOf)).toMatchObject([
      { type: 'ritm.changed', data: { sys_id: sysId, actor: users.rita } },
      { type: 'variable.changed', data: { table: 'sc_item_option', request_item: sysId, cat_item: items.access } },
      {
        type: 'approver.changed',
        data: { sys_id: rowId, sysapproval: sysId, source_table: 'sc_req_item', state: 'approved', actor: users.petra },
      },
      { type: 'ritm.approval_changed', data: { sys_id: sysId, approval: 'approved', actor: users.petra } },
      {
        type: 'task.changed',
        data: { table: 'sc_task', request_item: sysId, correlation_id: 'ad:1', state: '3', actor: users.ines },
      },
    ]);
    expect(arrivals.every(({ raw }) => /^[ -~]*$/.test(raw))).toBe(true);
    expect(new Set(arrivals.map(({ headers }) => headers['webhook-id'])).size).toBe(arrivals.length);
  });

  it('leave out rows and tasks of others', async () => {
    const servicenow = await openServiceNow();
    await receive(servicenow);
    const { number, sysId } = orderAccess(servicenow);
    servicenow.instance.addApproverRow('sc_req_item', sysId, users.petra);
    await servicenow.call('POST', '/api/now/table/sc_task', { request_item: sysId });
    servicenow.instance.as(users.ines).finishTask('SCTASK0010001');
    servicenow.instance.as(users.petra).decide(number, 'approved');
    await servicenow.deliver();
    expect(eventsOf(servicenow)).toEqual(['ritm.inserted', 'ritm.approval_changed']);
  });

  it('leave out what the integration did, unless the rules lack that filter', async () => {
    const servicenow = await openServiceNow();
    await receive(servicenow);
    const { sysId } = orderAccess(servicenow);
    const path = `/api/now/table/sc_req_item/${sysId}`;
    await servicenow.call('PATCH', path, { comments: 'ours' });
    servicenow.instance.options.echoes = true;
    await servicenow.call('PATCH', path, { comments: 'ours again' });
    await servicenow.deliver();
    expect(servicenow.deliveries.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'ritm.inserted' },
      { type: 'ritm.changed', data: { actor: users.desk, sys_mod_count: '2' } },
    ]);
  });

  it('obey the rules’ catalog items', async () => {
    const servicenow = await openServiceNow();
    await receive(servicenow, [], [items.access]);
    servicenow.instance.as(users.rita).order(items.other, { model: 'small' });
    orderAccess(servicenow);
    await servicenow.deliver();
    expect(servicenow.deliveries.map(({ number }) => number)).toEqual(['RITM0010002']);
  });
});

describe('what can go wrong on the way', () => {
  it.each([408, 429, 500, 503])('%i is tried again with the same id and a new signature', async (status) => {
    const servicenow = await openServiceNow();
    const arrivals = await receive(servicenow, [status]);
    orderAccess(servicenow);
    await servicenow.deliver();
    expect(servicenow.webhooks.pending[0]?.dueAt).toBe(servicenow.clock.ms + 30_000);
    servicenow.clock.ms += 30_000;
    await servicenow.deliver();
    const [first, second] = arrivals;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.raw).toBe(first?.raw);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
    expect(servicenow.webhooks.pending).toEqual([]);
  });

  it.each([400, 401, 413])('%i is not', async (status) => {
    const servicenow = await openServiceNow();
    await receive(servicenow, [status]);
    orderAccess(servicenow);
    await servicenow.deliver();
    expect(servicenow.webhooks.pending).toEqual([]);
  });

  it('gives up after three repetitions', async () => {
    const servicenow = await openServiceNow();
    servicenow.instance.webhooks.push({ url: 'http://127.0.0.1:1/hook', secret });
    orderAccess(servicenow);
    for (let round = 0; round < 10; round += 1) {
      await servicenow.deliver();
      servicenow.clock.ms = servicenow.webhooks.pending[0]?.dueAt ?? servicenow.clock.ms;
    }
    expect(servicenow.deliveries.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3]);
    expect(servicenow.deliveries[0]).not.toHaveProperty('status');
  });

  it('loses, doubles, holds back and mixes what it is told to', async () => {
    const servicenow = await openServiceNow();
    const arrivals = await receive(servicenow);
    servicenow.webhooks.dropNext({ number: 'RITM0010002' });
    servicenow.webhooks.duplicateNext({ event: 'ritm.inserted', number: 'RITM0010003' });
    servicenow.webhooks.delayNext(60_000, { number: 'RITM0010004' });
    for (let index = 0; index < 4; index += 1) orderAccess(servicenow);
    await servicenow.deliver();
    expect(servicenow.deliveries.map(({ number }) => number.at(-1))).toEqual(['1', '3', '3']);
    expect(arrivals[1]?.headers['webhook-id']).toBe(arrivals[2]?.headers['webhook-id']);
    servicenow.clock.ms += 60_000;
    await servicenow.deliver();
    expect(servicenow.deliveries.at(-1)?.number).toBe('RITM0010004');

    for (let index = 0; index < 6; index += 1) orderAccess(servicenow);
    const ordered = servicenow.webhooks.pending.map(({ number }) => number);
    servicenow.webhooks.shuffle(7);
    const mixed = servicenow.webhooks.pending.map(({ number }) => number);
    expect(mixed).not.toEqual(ordered);
    expect(mixed.toSorted()).toEqual(ordered);
  });
});
