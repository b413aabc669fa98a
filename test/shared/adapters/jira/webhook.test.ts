import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { serve } from '#sandbox/simulators/http-server.ts';
import { people } from '#sandbox/simulators/jira/example-site.ts';
import { jiraWebhooks } from '#shared/adapters/jira/webhook.ts';
import type { WebhookReading } from '#shared/ports/webhook.ts';
import { exampleStage, openDesk, start } from './desk.ts';

const secret = 'It’s a shared secret';
const stage = exampleStage('https://acme.atlassian.net');

/** Payloads as Atlassian's page and public captures show them. */
const samples = new URL('./payloads/', import.meta.url);
const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8'));

interface Sent {
  readonly signedWith?: string;
  readonly header?: string | undefined;
  readonly change?: (body: string) => string;
  readonly secrets?: readonly string[];
  readonly id?: string;
}

async function deliver(payload: unknown, sent: Sent = {}): Promise<WebhookReading> {
  const { signedWith = secret, change = (body: string) => body, secrets = [secret], id = 'delivery-1' } = sent;
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signature = `sha256=${createHmac('sha256', signedWith).update(body).digest('hex')}`;
  const header = 'header' in sent ? sent.header : signature;
  const reader = jiraWebhooks({ stage, secrets: async () => secrets, now: () => new Date(start) });
  const headers = { 'x-hub-signature': header, ...(id !== '' && { 'x-atlassian-webhook-identifier': id }) };
  return reader.read({ headers, body: Buffer.from(change(body)) });
}

const updated = {
  timestamp: start,
  webhookEvent: 'jira:issue_updated',
  user: { accountId: people.rita },
  issue: { id: '10542', key: 'DBX-1', fields: { project: { id: '10100' }, issuetype: { id: '10100' } } },
};

describe('the signature', () => {
  it("accepts Atlassian's published example", async () => {
    const header = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';
    const reading = await deliver('Hello World!', { header, secrets: ["It's a Secret to Everybody"] });
    expect(reading).toEqual({ verdict: 'unusable', reason: 'no JSON' });
  });

  it('accepts either of two secrets', async () => {
    expect((await deliver(updated, { secrets: ['new', secret] })).verdict).toBe('event');
    expect((await deliver(updated, { secrets: [secret, 'old'] })).verdict).toBe('event');
  });

  it.each([
    ['a changed byte', { change: (body: string) => body.replace('10542', '10543') }],
    ['another secret', { signedWith: 'guess' }],
    ['no header', { header: undefined }],
    ['an empty header', { header: '' }],
    ['another method', { header: `sha1=${createHmac('sha1', secret).update(JSON.stringify(updated)).digest('hex')}` }],
    [
      'a hex text without method',
      { header: createHmac('sha256', secret).update(JSON.stringify(updated)).digest('hex') },
    ],
    ['half a signature', { header: 'sha256=a4771c39fbe90f31' }],
    ['an empty secret', { signedWith: '', secrets: [''] }],
    ['an empty second secret', { signedWith: '', secrets: [secret, ''] }],
    ['no secret', { secrets: [] }],
  ] satisfies [string, Sent][])('refuses %s', async (_name, sent) => {
    expect((await deliver(updated, sent)).verdict).toBe('forged');
  });
});

describe('the age', () => {
  it.each([
    ['a day old', start - 24 * 3_600_000, 'event'],
    ['older', start - 24 * 3_600_000 - 1, 'forged'],
    ['five minutes ahead', start + 300_000, 'event'],
    ['further ahead', start + 300_001, 'forged'],
  ])('%s', async (_name, timestamp, verdict) => {
    expect((await deliver({ ...updated, timestamp })).verdict).toBe(verdict);
  });

  it('is not asked of a body without a time', async () => {
    expect(await deliver({ ...updated, timestamp: 'now' })).toEqual({
      verdict: 'unusable',
      reason: 'no event with a time',
    });
  });
});

describe('the content', () => {
  it('names ticket and delivery', async () => {
    const reading = await deliver(updated, { id: 'abc-1' });
    expect(reading).toEqual({ verdict: 'event', deliveryId: 'abc-1', ticketId: '10542', served: true, children: [] });
  });

  it('gives the same id to the same bytes when Jira names none', async () => {
    const first = await deliver(updated, { id: '' });
    expect(first).toMatchObject({ verdict: 'event', deliveryId: expect.stringMatching(/^body-[0-9a-f]{64}$/) });
    expect(await deliver(updated, { id: '' })).toEqual(first);
  });

  it('marks other projects and types as not served, but tells of them', async () => {
    const subTask = { id: '10600', fields: { project: { id: '10100' }, issuetype: { id: '10101' } } };
    expect(await deliver({ ...updated, issue: subTask })).toMatchObject({ ticketId: '10600', served: false });
    const elsewhere = { id: '10601', fields: { project: { id: '10999' }, issuetype: { id: '10100' } } };
    expect(await deliver({ ...updated, issue: elsewhere })).toMatchObject({ verdict: 'event', served: false });
  });

  it('lets a cut payload pass as served', async () => {
    expect(await deliver({ ...updated, issue: { id: '10542' } })).toMatchObject({ served: true });
  });

  it('drops our own changes', async () => {
    const own = await deliver({ ...updated, user: { accountId: people.desk } });
    expect(own).toEqual({ verdict: 'ignored', reason: 'our own change' });
    const comment = { author: { accountId: people.desk }, updateAuthor: { accountId: people.desk } };
    const { user: _, ...event } = updated;
    expect((await deliver({ ...event, webhookEvent: 'comment_created', comment })).verdict).toBe('ignored');
  });

  it.each(['attachment_created', 'issue_property_set', 'sprint_started'])('ignores %s', async (webhookEvent) => {
    expect((await deliver({ timestamp: start, webhookEvent })).verdict).toBe('ignored');
  });

  it.each([
    ['an issue event without issue', { timestamp: start, webhookEvent: 'jira:issue_updated' }],
    ['an issue id that is none', { ...updated, issue: { id: '../myself' } }],
    ['a comment event without issue', { timestamp: start, webhookEvent: 'comment_created', comment: {} }],
    ['a list', []],
    ['half a body', '{"timestamp":'],
  ])('cannot use %s', async (_name, payload) => {
    expect((await deliver(payload)).verdict).toBe('unusable');
  });

  it.each(['issue-created', 'issue-updated', 'comment-created'])('reads the real shape of %s', async (name) => {
    expect(await deliver({ ...sample(name), timestamp: start })).toMatchObject({ verdict: 'event', ticketId: '10542' });
  });
});

it('reads what the simulated site sends', async () => {
  await using desk = await openDesk();
  const received: WebhookReading[] = [];
  const reader = jiraWebhooks({ stage: desk.stage, secrets: async () => [secret], now: () => new Date(start) });
  const door = await serve({
    name: 'door',
    now: () => start,
    routes: [
      {
        method: 'POST',
        path: '/hook',
        handle: async ({ headers, body }) => {
          received.push(await reader.read({ headers, body }));
          return { status: 200 };
        },
      },
    ],
  });
  const events = ['jira:issue_created', 'comment_created'];
  desk.jira.site.webhooks.push({ id: '1', url: `${door.url}/hook`, secret, events });
  const ticketId = desk.file('DBS');
  await desk.tickets.addComment(ticketId, { marker: 'm', audience: 'requester', body: [] });
  await desk.jira.deliver();
  await door.close();
  expect(received).toEqual(
    expect.arrayContaining([
      { verdict: 'event', deliveryId: expect.any(String), ticketId, served: true, children: [] },
      { verdict: 'ignored', reason: 'our own change' },
    ]),
  );
});
