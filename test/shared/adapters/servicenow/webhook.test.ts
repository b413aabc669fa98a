import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { serviceNowWebhooks } from '#shared/adapters/servicenow/webhook.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import type { WebhookReading } from '#shared/ports/webhook.ts';
import { OTHER_SECRET, SECRET, samples, specification, stage } from './webhook-samples.ts';

interface Sent {
  readonly body: string | Uint8Array;
  readonly id?: string | undefined;
  readonly timestamp?: string | undefined;
  /** Text of the header; else the body is signed with `signedWith`. */
  readonly signature?: string | undefined;
  readonly signedWith?: string;
  readonly secrets?: readonly string[];
  /** Seconds since the epoch. */
  readonly now?: number;
  readonly change?: (headers: Record<string, string | undefined>) => void;
}

/** What the Standard Webhooks signature is, written down a second time. */
function sign(secret: string, id: string, timestamp: string, body: string | Uint8Array): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

async function deliver(sent: Sent): Promise<WebhookReading> {
  const { id = 'evt_1', timestamp = '1767258001', secrets = [SECRET], now = 1_767_258_001 } = sent;
  const signature = sent.signature ?? sign(sent.signedWith ?? SECRET, id, timestamp, sent.body);
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  sent.change?.(headers);
  const reader = serviceNowWebhooks({ stage, secrets: async () => secrets, now: () => new Date(now * 1_000) });
  return reader.read({ headers, body: Buffer.from(sent.body) });
}

const inserted = samples[0];

describe('published signatures', () => {
  it.each(samples)('$id is accepted', async ({ id, timestamp, signature, body, item }) => {
    const reading = await deliver({ id, timestamp, signature, body, now: Number(timestamp) });
    expect(reading).toEqual({ verdict: 'event', deliveryId: id, ticketId: item, served: true, children: [] });
  });

  it("the specification's own example is accepted", async () => {
    const { secret, id, timestamp, signature, body } = specification;
    const reading = await deliver({ id, timestamp, signature, body, secrets: [secret], now: Number(timestamp) });
    expect(reading).toEqual({ verdict: 'unusable', reason: 'no event with a type' });
  });
});

describe('the signature', () => {
  const { body } = inserted;

  it('may be by either of two secrets', async () => {
    expect((await deliver({ body, secrets: [OTHER_SECRET, SECRET] })).verdict).toBe('event');
    expect((await deliver({ body, secrets: [SECRET, OTHER_SECRET] })).verdict).toBe('event');
    expect((await deliver({ body, secrets: [SECRET, ''] })).verdict).toBe('event');
  });

  it('may be one of several', async () => {
    const right = sign(SECRET, 'evt_1', '1767258001', body);
    expect((await deliver({ body, signature: `v1,AAAA v2,${right.slice(3)} ${right}` })).verdict).toBe('event');
  });

  const right = sign(SECRET, 'evt_1', '1767258001', body);
  const drop = (name: string) => (headers: Record<string, string | undefined>) => {
    headers[name] = undefined;
  };
  it.each<[string, Omit<Sent, 'body'> & { body?: string }]>([
    ['a changed byte', { body: body.replace('RITM0012345', 'RITM0012346'), signature: right }],
    ['a byte more', { body: `${body} `, signature: right }],
    ['another id', { id: 'evt_2', signature: right }],
    ['another time', { timestamp: '1767258002', signature: right }],
    ['another secret', { signedWith: OTHER_SECRET }],
    ['no id', { change: drop('webhook-id') }],
    ['no time', { change: drop('webhook-timestamp') }],
    ['no signature', { change: drop('webhook-signature') }],
    ['an empty signature', { signature: '' }],
    ['a version without signature', { signature: 'v1' }],
    ['a version with an empty signature', { signature: 'v1,' }],
    ['half a signature', { signature: right.slice(0, 20) }],
    ['another version', { signature: right.replace('v1', 'v2') }],
    ['no version', { signature: right.slice(3) }],
    ['hex instead of Base64', { signature: `v1,${Buffer.from(right.slice(3), 'base64').toString('hex')}` }],
    ['a time with something behind it', { timestamp: '1767258001abc' }],
    ['a time with a full stop', { timestamp: '1767258001.5' }],
    ['a negative time', { timestamp: '-1767258001' }],
    ['an id with a full stop', { id: 'evt.1' }],
    ['an id with a line break', { id: 'evt\n1' }],
    ['an id without end', { id: 'e'.repeat(200) }],
  ])('is refused with %s', async (_name, sent) => {
    expect((await deliver({ body, ...sent })).verdict).toBe('forged');
  });

  it('is over the bytes: what is no text is not compared as if it were', async () => {
    const [first, second] = [Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from([0x7b, 0xfe, 0x7d])];
    const signature = sign(SECRET, 'evt_1', '1767258001', first.toString());
    for (const one of [first, second])
      expect(await deliver({ body: one, signature })).toEqual({ verdict: 'forged', reason: 'a body that is no text' });
    expect((await deliver({ body: `\ufeff${body}`, signature: right })).verdict).toBe('forged');
  });
});

describe('a secret that is none never verifies', () => {
  const keyOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

  it.each([
    ['no secret at all', []],
    ['an empty one', ['']],
    ['a bare prefix', ['whsec_']],
    ['no prefix', [SECRET.replace('whsec_', '')]],
    ['another prefix', [SECRET.replace('whsec_', 'whpk_')]],
    ['a blank behind it', [`${SECRET} `]],
    ['no Base64', [`whsec_${'!'.repeat(40)}`]],
    ['Base64 for addresses', [keyOf(32).replace('=', '').replaceAll('B', '_')]],
    ['a key that is too short', [keyOf(23)]],
    ['a key that is too long', [keyOf(65)]],
  ])('%s', async (_name, secrets) => {
    // Signed as a careless reader of that secret would compute it.
    const signedWith = secrets[0] ?? '';
    // Our fault, not the sender's: answered so that it sends again, and an alarm is raised.
    await expect(deliver({ body: inserted.body, secrets, signedWith })).rejects.toBeInstanceOf(ConfigurationInvalid);
  });

  it.each([24, 64])('but one of %i bytes does', async (bytes) => {
    const secret = keyOf(bytes);
    expect((await deliver({ body: inserted.body, secrets: [secret], signedWith: secret })).verdict).toBe('event');
  });
});

describe('the age', () => {
  it.each([
    ['five minutes', 300, 'event'],
    ['a second more', 301, 'forged'],
    ['five minutes ahead', -300, 'event'],
    ['a second further ahead', -301, 'forged'],
  ])('%s', async (_name, age, verdict) => {
    expect((await deliver({ body: inserted.body, now: 1_767_258_001 + age })).verdict).toBe(verdict);
  });
});
