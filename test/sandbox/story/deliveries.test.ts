import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleStage, SERVICENOW_WEBHOOK_SECRET, WEBHOOK_SECRET } from '#sandbox/example-stage.ts';
import { signature } from '#sandbox/simulators/jira/webhook-queue.ts';
import type { Delivery } from '#sandbox/story/office/office.ts';
import { playStory } from '#sandbox/story/play-story.ts';
import { createScreen } from '#sandbox/story/screen.ts';
import { bodyText, findStory, listStories, type StoryFile } from '#sandbox/story/story-file.ts';
import { jiraWebhooks } from '#shared/adapters/jira/webhook.ts';
import { serviceNowWebhooks } from '#shared/adapters/servicenow/webhook.ts';
import type { WebhookReader, WebhookReading } from '#shared/ports/webhook.ts';
import { misfits } from './misfits.ts';

const { jira, servicenow } = exampleStage({
  databricks: { url: 'http://127.0.0.1', accountId: 'account', workspaceUrls: {} },
  jira: { url: 'https://company.atlassian.net' },
  servicenow: { url: 'https://dev00000.service-now.com' },
});

/** The reader the door uses in production, at this time. */
function reader(system: StoryFile['story']['system'], now: () => Date): WebhookReader {
  if (jira === undefined || servicenow === undefined) throw new Error('the example stage has both ticket systems');
  return system === 'jira'
    ? jiraWebhooks({ stage: jira, secrets: async () => [WEBHOOK_SECRET], now })
    : serviceNowWebhooks({ stage: servicenow, secrets: async () => [SERVICENOW_WEBHOOK_SECRET], now });
}

/** Every story begins at nine; each delivery is read in the minute in which its story needs it. */
const at = (time: string) => new Date(`2026-11-23T${time}:00.000Z`);
const late = new Map([['servicenow-old-timestamp', at('09:10')]]);

async function read({ story, delivery }: StoryFile): Promise<WebhookReading> {
  const now = late.get(story.id) ?? at(story.system === 'jira' ? '12:00' : timeOf(delivery.headers));
  return reader(story.system, () => now).read({ headers: delivery.headers, body: Buffer.from(bodyText(delivery)) });
}

/** The minute in which ServiceNow signed. */
function timeOf(headers: StoryFile['delivery']['headers']): string {
  return new Date(Number(headers['webhook-timestamp']) * 1000).toISOString().slice(11, 16);
}

const files = listStories().map(({ id }) => findStory(id));
const cases = files.map((file) => [file.story.id, file] as const);
const ofSystem = (system: string) => files.filter(({ story }) => story.system === system);

const ITEM = '0d24ecd56f019a282f533da1a99abb02';
const TICKETS = { jira: '10542', servicenow: ITEM };
const odd = new Map<string, Partial<WebhookReading>>([
  ['jira-forged-approval', { verdict: 'forged', reason: 'a wrong signature' }],
  ['jira-unreadable-delivery', { verdict: 'unusable', reason: 'no JSON' }],
  ['jira-other-ticket-type', { verdict: 'event', ticketId: '10542', served: false }],
  ['servicenow-forged-signature', { verdict: 'forged', reason: 'a wrong signature' }],
  ['servicenow-old-timestamp', { verdict: 'forged', reason: 'too old' }],
  ['servicenow-unreadable-delivery', { verdict: 'unusable', reason: 'no JSON' }],
  ['servicenow-other-item', { verdict: 'event', ticketId: ITEM, served: false }],
]);

describe('the delivery in a file of events/', () => {
  it.each(cases)('%s is read by the production reader as the story needs it', async (id, file) => {
    const usual = { verdict: 'event', ticketId: TICKETS[file.story.system] };
    expect(await read(file)).toMatchObject(odd.get(id) ?? usual);
  });

  it('would be an approval if it were rightly signed, so only the signature stops the forged one', async () => {
    const file = findStory('jira-forged-approval');
    const headers = { ...file.delivery.headers, 'x-hub-signature': signature(WEBHOOK_SECRET, bodyText(file.delivery)) };
    expect(await read({ ...file, delivery: { ...file.delivery, headers } })).toMatchObject({ verdict: 'event' });
  });

  it('would be taken if it came in time, so only the timestamp stops the old one', async () => {
    const { delivery } = findStory('servicenow-old-timestamp');
    const raw = { headers: delivery.headers, body: Buffer.from(bodyText(delivery)) };
    expect(await reader('servicenow', () => at('09:04')).read(raw)).toMatchObject({ verdict: 'event', served: true });
  });

  it('has an id of its own, as every delivery of Jira has', () => {
    const ids = ofSystem('jira').map(({ delivery }) => delivery.headers['x-atlassian-webhook-identifier']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(undefined);
  });

  it('has the id of what it tells, as every call of the rules in ServiceNow has', () => {
    for (const { story, delivery } of ofSystem('servicenow')) {
      if (typeof delivery.body === 'string') continue;
      const { type, data } = delivery.body;
      const [sysId, version] = [memberOf(data, 'sys_id'), memberOf(data, 'sys_mod_count')];
      const digest = createHash('sha256').update(`${type}|${sysId}|${version}`).digest('hex');
      expect(delivery.headers['webhook-id'], story.id).toBe(`evt_${digest.slice(0, 40)}`);
    }
  });
});

function memberOf(data: unknown, name: string): unknown {
  return Object.entries(data ?? {}).find(([key]) => key === name)?.[1];
}

describe('the delivery in a file of events/, beside what the simulated systems send', () => {
  /** Stories in which every kind of delivery is sent. */
  const SAMPLES = [
    'jira-approved',
    'jira-corrected-by-reply',
    'jira-other-ticket-type',
    'servicenow-edited-after-the-plan',
    'servicenow-cancelled-by-reply',
  ];
  const sent: Delivery[] = [];
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
    for (const id of SAMPLES) {
      const screen = createScreen({ write: () => undefined, colour: false });
      const { deliveries } = await playStory(findStory(id), screen, join(folder, id));
      sent.push(...deliveries);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(cases)('%s has the same shape', (_, { delivery }) => {
    const { headers, body } = delivery;
    // Cut off on purpose: its beginning is what is left.
    const whole = typeof body === 'string' ? null : body;
    const event = whole?.webhookEvent ?? whole?.type ?? eventIn(body);
    const alike = sent.filter((one) => one.event === event);
    expect(alike).not.toEqual([]);
    const differences = alike.map((one) => [
      ...misfits({ ...headers }, { ...one.headers }, 'headers'),
      ...(whole === null ? [] : misfits(whole, JSON.parse(one.body), 'body')),
    ]);
    expect(differences.sort((a, b) => a.length - b.length)[0]).toEqual([]);
  });
});

function eventIn(text: unknown): string | undefined {
  return /"(?:webhookEvent|type)":"([^"]+)"/.exec(String(text))?.[1];
}
