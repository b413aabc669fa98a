import { describe, expect, it } from 'vitest';
import { exampleStage, WEBHOOK_SECRET } from '#sandbox/example-stage.ts';
import { signature } from '#sandbox/simulators/jira/webhook-queue.ts';
import { bodyText, findStory, listStories, type StoryFile } from '#sandbox/story/story-file.ts';
import { jiraWebhooks } from '#shared/adapters/jira/webhook.ts';
import type { WebhookReading } from '#shared/ports/webhook.ts';

/** A little after every delivery of the stories was sent. */
const now = () => new Date('2026-11-23T12:00:00.000Z');

/** Reads a file's delivery with the reader the door uses in production. */
async function read({ delivery }: StoryFile): Promise<WebhookReading> {
  const { jira } = exampleStage({
    databricks: { url: 'http://127.0.0.1', accountId: 'account', workspaceUrls: {} },
    jira: { url: 'https://company.atlassian.net' },
  });
  if (jira === undefined) throw new Error('the example stage has a Jira site');
  const reader = jiraWebhooks({ stage: jira, secrets: async () => [WEBHOOK_SECRET], now });
  return reader.read({ headers: delivery.headers, body: Buffer.from(bodyText(delivery)) });
}

const odd = new Map<string, Partial<WebhookReading>>([
  ['jira-forged-approval', { verdict: 'forged', reason: 'a wrong signature' }],
  ['jira-unreadable-delivery', { verdict: 'unusable', reason: 'no JSON' }],
  ['jira-other-ticket-type', { verdict: 'event', ticketId: '10542', served: false }],
]);

describe('the delivery in a file of events/', () => {
  it.each(
    listStories().map(({ id }) => id),
  )('%s is read by the production reader as the story needs it', async (id) => {
    const file = findStory(id);
    const usual = { verdict: 'event', ticketId: '10542', served: true };
    expect(await read(file)).toMatchObject(odd.get(id) ?? usual);
  });

  it('would be an approval if it were rightly signed, so only the signature stops the forged one', async () => {
    const file = findStory('jira-forged-approval');
    const headers = { ...file.delivery.headers, 'x-hub-signature': signature(WEBHOOK_SECRET, bodyText(file.delivery)) };
    expect(await read({ ...file, delivery: { ...file.delivery, headers } })).toMatchObject({ verdict: 'event' });
  });

  it('has an id of its own, as every delivery of Jira has', () => {
    const ids = listStories().map(({ id }) => findStory(id).delivery.headers['x-atlassian-webhook-identifier']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(undefined);
  });
});
