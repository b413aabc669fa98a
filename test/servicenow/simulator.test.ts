import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, serve } from '#sandbox/simulators/http-server.ts';
import { insertRow } from '#sandbox/simulators/servicenow/changes.ts';
import { exampleInstance, groups, items, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { type ServiceNow, startServiceNow } from '#sandbox/simulators/servicenow/start-servicenow.ts';
import { serviceNowWebhooks } from '#shared/adapters/servicenow/webhook.ts';
import type { RawDelivery, WebhookReading } from '#shared/ports/webhook.ts';
import { stage as exampleStage, SECRET } from '#test/shared/adapters/servicenow/webhook-samples.ts';
import { anInstance } from './glide.ts';
import { head, rules } from './installed.ts';

const start = Date.parse('2026-02-02T08:00:00Z');
const stage = {
  ...exampleStage,
  ownUserId: users.desk,
  catalogItems: exampleStage.catalogItems.map((item) => ({ ...item, catItemId: items.access })),
};

let servicenow: ServiceNow;
let door: RunningServer;
let received: RawDelivery[];
let number: string;
let itemId: string;

beforeEach(async () => {
  received = [];
  servicenow = await startServiceNow({ instance: exampleInstance(), now: () => start });
  door = await serve({
    name: 'door',
    now: () => start,
    routes: [
      {
        method: 'POST',
        path: '/webhooks/servicenow',
        handle: ({ headers, body }) => {
          received.push({ headers, body });
          return { status: 200 };
        },
      },
    ],
  });
  servicenow.instance.webhooks.push({ url: `${door.url}/webhooks/servicenow`, secret: SECRET });
  const values = { source: 'thomas@company.com', target: 'uwe@company.com' };
  ({ number, sysId: itemId } = servicenow.instance.as(users.rita).order(items.access, values));
});

afterEach(async () => {
  await servicenow.close();
  await door.close();
});

/** What is sent now, and what the door makes of it. */
async function deliver(): Promise<{ sent: RawDelivery[]; readings: WebhookReading[] }> {
  received.length = 0;
  await servicenow.deliver();
  const sent = [...received];
  const reader = serviceNowWebhooks({ stage, secrets: async () => [SECRET], now: () => new Date(start) });
  return { sent, readings: await Promise.all(sent.map((delivery) => reader.read(delivery))) };
}

/** The call the real script would make for the same change. */
function scripted(rule: string, table: string, sysId: string, by: string) {
  const { instance } = servicenow;
  const glide = anInstance('global', {
    'access_desk.url': `${door.url}/webhooks/servicenow`,
    'access_desk.secret': SECRET,
    'access_desk.instance': 'dev00000',
    'access_desk.user': 'svc.accessdesk',
    'access_desk.catalog_items': items.access,
  });
  glide.now = start;
  glide.session = { name: instance.userName(by), id: by };
  for (const name of ['sc_req_item', 'sc_item_option_mtom', 'sys_user']) glide.tables[name] = instance.rows(name);
  glide.run(`business-rules/${rule}.js`, { table, values: instance.find(table, sysId) ?? {} });
  return glide.calls.map(({ headers, body }) => ({ ...signed(headers), body }));
}

const signed = (headers: RawDelivery['headers']) => ({
  id: headers['webhook-id'],
  timestamp: headers['webhook-timestamp'],
  signature: headers['webhook-signature'],
});
const asText = ({ headers, body }: RawDelivery) => ({ ...signed(headers), body: Buffer.from(body).toString() });

/** A record as Access Desk makes it. */
function ours(table: string, values: Record<string, string>): string {
  return insertRow(servicenow.instance, users.desk, table, values).sys_id;
}

describe('the simulated instance sends what the scripts send, byte for byte', () => {
  it('for an order', async () => {
    const { sent, readings } = await deliver();
    expect(sent.map(asText)).toEqual(scripted('item-inserted', 'sc_req_item', itemId, users.rita));
    expect(readings).toMatchObject([{ verdict: 'event', ticketId: itemId, served: true, children: [] }]);
  });

  it('for a comment, an approval and an answer by hand', async () => {
    await deliver();
    servicenow.instance.as(users.rita).comment(number, 'from: paul@company.com');
    const comment = await deliver();
    expect(comment.sent.map(asText)).toEqual(scripted('item-changed', 'sc_req_item', itemId, users.rita));
    servicenow.instance.as(users.petra).setApproval(number, 'approved');
    const approval = await deliver();
    expect(approval.sent.map(asText)).toEqual(scripted('item-approval-changed', 'sc_req_item', itemId, users.petra));
    servicenow.instance.as(users.rita).editVariable(number, 'target', 'anna.schmidt@company.com');
    const answer = await deliver();
    const [changed] = servicenow.instance.variablesOf(number).filter(({ value }) => value?.startsWith('anna'));
    expect(answer.sent.map(asText)).toEqual(
      scripted('variable-changed', 'sc_item_option', changed?.sys_id ?? '', users.rita),
    );
    expect(answer.readings).toMatchObject([{ verdict: 'event', ticketId: itemId, served: true }]);
  });

  it('for an answered row and a finished task of ours', async () => {
    servicenow.instance.options.rollsUp = false;
    const about = { sysapproval: itemId, source_table: 'sc_req_item', state: 'requested' };
    const row = ours('sysapproval_approver', { ...about, approver: users.petra });
    const correlation = { correlation_id: `ad:${itemId}:idtask:0123456789ab`, correlation_display: 'access-desk' };
    const task = ours('sc_task', { ...correlation, request_item: itemId, assignment_group: groups.identityTeam });
    await deliver();
    servicenow.instance.as(users.petra).decide(number, 'approved');
    const answered = await deliver();
    expect(answered.sent.map(asText)).toEqual(scripted('approver-changed', 'sysapproval_approver', row, users.petra));
    expect(answered.readings).toMatchObject([{ ticketId: itemId, children: [row] }]);
    servicenow.instance.as(users.ines).finishTask(task);
    const finished = await deliver();
    expect(finished.sent.map(asText)).toEqual(scripted('task-changed', 'sc_task', task, users.ines));
    expect(finished.readings).toMatchObject([{ ticketId: itemId, children: [correlation.correlation_id, task] }]);
  });

  it('and the echo of our own change is dropped at the door', async () => {
    await deliver();
    servicenow.instance.options.echoes = true;
    servicenow.instance.as(users.desk).comment(number, 'We have your request.');
    expect((await deliver()).readings).toEqual([{ verdict: 'ignored', reason: 'our own change' }]);
  });
});

it('has a rule for every event the door reads', () => {
  const tables = rules.map((rule) => head(rule, 'Table')).toSorted();
  expect(tables).toEqual([
    ...['sc_item_option', 'sc_req_item', 'sc_req_item', 'sc_req_item', 'sc_task', 'sysapproval_approver'],
  ]);
});
