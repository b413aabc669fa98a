import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { serve } from '#sandbox/simulators/http-server.ts';
import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import { signature } from '#sandbox/simulators/jira/webhook-queue.ts';
import { fileWish, openJira, paragraph, type TestJira } from './jira-client.ts';

const secret = 'hook-secret';
const allEvents = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'comment_created',
  'issue_property_set',
];
const identifier = 'x-atlassian-webhook-identifier';
const retry = 'x-atlassian-webhook-retry';

interface Arrival {
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly event: string;
}

/** A receiver that answers what `answers` says, then 200; registered with the site. */
async function receive(jira: TestJira, answers: number[] = [], events = allEvents): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  const receiver = await serve({
    name: 'receiver',
    now: jira.site.now,
    routes: [
      {
        method: 'POST',
        path: '/hook',
        handle: ({ headers, body }) => {
          const raw = body.toString('utf8');
          arrivals.push({
            headers,
            raw,
            event: z.object({ webhookEvent: z.string() }).parse(JSON.parse(raw)).webhookEvent,
          });
          return { status: answers.shift() ?? 200 };
        },
      },
    ],
  });
  onTestFinished(() => receiver.close());
  jira.site.webhooks.push({ id: 'hook-1', url: `${receiver.url}/hook`, secret, events, projects: ['DBX', 'DBS'] });
  return arrivals;
}

const bodyOf = (arrival: Arrival | undefined): unknown => JSON.parse(arrival?.raw ?? 'null');

describe('signature', () => {
  it('fits the vector of the vendor’s page', () => {
    expect(signature("It's a Secret to Everybody", 'Hello World!')).toBe(
      'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
    );
  });
});

describe('deliveries', () => {
  it('wait until asked for, and are signed over the bytes as sent', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    fileWish(jira, 'DBX', { summary: 'Zugriff für Müller' });
    expect(arrivals).toEqual([]);
    await jira.deliver();
    expect(arrivals).toHaveLength(1);
    const headers = arrivals[0]?.headers ?? {};
    expect(headers['x-hub-signature']).toBe(signature(secret, arrivals[0]?.raw ?? ''));
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers).not.toHaveProperty(retry);
    expect(jira.deliveries).toMatchObject([
      { status: 200, event: 'jira:issue_created', issueKey: 'DBX-1', attempt: 0 },
    ]);
  });

  it('carry REST v2 shapes and nobody’s e-mail', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    fileWish(jira, 'DBX', { description: 'Please.\nThanks.', [formFields.reason]: 'New team' });
    await jira.deliver();
    const body = bodyOf(arrivals[0]);
    expect(body).toMatchObject({
      timestamp: jira.clock.ms,
      issue_event_type_name: 'issue_created',
      user: { accountId: people.rita, accountType: 'atlassian' },
      issue: { key: 'DBX-1', fields: { description: 'Please.\nThanks.', reporter: { accountId: people.rita } } },
      changelog: { items: [{ field: 'Status', fieldId: 'status', from: null, to: '10000' }] },
    });
    expect(body).toHaveProperty(['issue', 'fields', formFields.reason], 'New team');
    expect(body).toHaveProperty('issue.self', expect.stringContaining('/rest/api/2/issue/'));
    expect(arrivals[0]?.raw).not.toContain('emailAddress');
  });

  it('tell a comment twice: cut and without user, and as an update of the ticket', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    fileWish(jira, 'DBX');
    await jira.deliver();
    jira.site.as(people.rita).comment('DBX-1', 'cancel');
    await jira.deliver();
    const [created, updated] = arrivals.slice(1).map(bodyOf);
    expect(created).toMatchObject({
      webhookEvent: 'comment_created',
      comment: { body: 'cancel', author: { accountId: people.rita } },
    });
    expect(created).not.toHaveProperty('user');
    expect(created).not.toHaveProperty('issue.fields.reporter');
    expect(updated).toMatchObject({ webhookEvent: 'jira:issue_updated', issue_event_type_name: 'issue_commented' });
    expect(arrivals[1]?.headers[identifier]).not.toBe(arrivals[2]?.headers[identifier]);
  });

  it('tell a transition with status ids', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira, [], ['jira:issue_updated']);
    fileWish(jira, 'DBX');
    jira.site.as(people.rita).transition('DBX-1', '10001');
    await jira.deliver();
    expect(bodyOf(arrivals[0])).toMatchObject({
      issue_event_type_name: 'issue_generic',
      changelog: { items: [{ fieldId: 'status', from: '10000', to: '10001' }] },
      issue: { fields: { status: { id: '10001' } } },
    });
  });

  it('tell what was written over REST too', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    fileWish(jira, 'DBX');
    const call = jira.rest(people.desk);
    await call('POST', '/rest/api/3/issue/DBX-1/comment', { body: paragraph('plan') });
    await call('PUT', '/rest/api/3/issue/DBX-1/properties/marker', { run: 1 });
    await jira.deliver();
    expect(arrivals.map(({ event }) => event)).toEqual([
      'jira:issue_created',
      'comment_created',
      'jira:issue_updated',
      'issue_property_set',
    ]);
  });

  it('obey the filter of the registration', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    fileWish(jira, 'DBM');
    await jira.deliver();
    expect(arrivals).toEqual([]);
  });

  it('are unsigned without a secret', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    for (const webhook of jira.site.webhooks) delete webhook.secret;
    fileWish(jira, 'DBX');
    await jira.deliver();
    expect(arrivals[0]?.headers).not.toHaveProperty('x-hub-signature');
  });
});

describe('retries', () => {
  it.each([408, 409, 425, 429, 500, 503])('come 5 to 15 minutes after %i, with the same identifier', async (status) => {
    const jira = await openJira();
    const arrivals = await receive(jira, [status]);
    fileWish(jira, 'DBX');
    await jira.deliver();
    const dueAt = jira.webhooks.pending[0]?.dueAt ?? 0;
    expect(dueAt).toBeGreaterThanOrEqual(jira.clock.ms + 5 * 60_000);
    expect(dueAt).toBeLessThanOrEqual(jira.clock.ms + 15 * 60_000);
    await jira.deliver();
    expect(arrivals).toHaveLength(1);
    jira.clock.ms = dueAt;
    await jira.deliver();
    expect(arrivals).toHaveLength(2);
    expect(arrivals[1]?.headers[identifier]).toBe(arrivals[0]?.headers[identifier]);
    expect(arrivals[1]?.headers[retry]).toBe('1');
    expect(arrivals[1]?.raw).toBe(arrivals[0]?.raw);
    expect(jira.webhooks.pending).toEqual([]);
  });

  it.each([400, 401, 404, 413])('never come after %i', async (status) => {
    const jira = await openJira();
    await receive(jira, [status]);
    fileWish(jira, 'DBX');
    await jira.deliver();
    expect(jira.webhooks.pending).toEqual([]);
  });

  it('end after five; while a receiver stays broken new events get one attempt', async () => {
    const jira = await openJira();
    fileWish(jira, 'DBX');
    jira.site.webhooks.push({ id: 'dead', url: 'http://127.0.0.1:1/hook', events: allEvents });
    jira.site.as(people.rita).transition('DBX-1', '10001');
    for (let round = 0; round < 10; round += 1) {
      await jira.deliver();
      jira.clock.ms = jira.webhooks.pending[0]?.dueAt ?? jira.clock.ms;
    }
    expect(jira.deliveries.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(jira.deliveries[0]).not.toHaveProperty('status');
    jira.site.as(people.rita).cancel('DBX-1');
    await jira.deliver();
    expect(jira.webhooks.pending).toEqual([]);
  });
});

describe('what can go wrong on the way', () => {
  it('loses the delivery it is told to lose', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    jira.webhooks.dropNext({ event: 'comment_created' });
    fileWish(jira, 'DBX');
    jira.site.as(people.rita).comment('DBX-1', 'one');
    await jira.deliver();
    expect(arrivals.map(({ event }) => event)).toEqual(['jira:issue_created', 'jira:issue_updated']);
    expect(jira.webhooks.pending).toEqual([]);
  });

  it('sends one twice with the same identifier', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    jira.webhooks.duplicateNext();
    fileWish(jira, 'DBX');
    await jira.deliver();
    expect(arrivals).toHaveLength(2);
    expect(arrivals[0]?.headers[identifier]).toBe(arrivals[1]?.headers[identifier]);
  });

  it('holds one back', async () => {
    const jira = await openJira();
    const arrivals = await receive(jira);
    jira.webhooks.delayNext(60_000, { issueKey: 'DBX-1' });
    fileWish(jira, 'DBX');
    await jira.deliver();
    expect(arrivals).toHaveLength(0);
    jira.clock.ms += 60_000;
    await jira.deliver();
    expect(arrivals).toHaveLength(1);
  });

  it('mixes the order, the same way for the same seed', async () => {
    const orders = [];
    for (let run = 0; run < 2; run += 1) {
      const jira = await openJira();
      await receive(jira);
      for (let index = 0; index < 8; index += 1) fileWish(jira, 'DBX');
      jira.webhooks.shuffle(7);
      await jira.deliver();
      orders.push(jira.deliveries.map(({ issueKey }) => issueKey));
    }
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).not.toEqual(orders[0]?.toSorted());
    expect(orders[0]).toHaveLength(8);
  });
});
