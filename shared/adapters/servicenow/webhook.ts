import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { ConfigurationInvalid } from '#shared/errors.ts';
import type { RawDelivery, WebhookReader, WebhookReading } from '#shared/ports/webhook.ts';
import type { ServiceNowStage } from '#shared/stage.ts';
import { parseServiceNowEvent, type ServiceNowEvent } from './webhook-event.ts';

/** How far sender's and our clock may be apart (Standard Webhooks: "Verifying webhook authenticity"). */
const TOLERANCE_SECONDS = 300;

/** A key is 24 to 64 random bytes (Standard Webhooks, "Signature scheme"). */
const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;
const KEY_BYTES = { fewest: 24, most: 64 };
const NO_SECRET = 'none of the secrets of servicenow.webhookSecret is whsec_ and the Base64 of 24 to 64 bytes.';

export interface ServiceNowWebhookOptions {
  readonly stage: ServiceNowStage;
  /** One secret, or two while they are being changed: `whsec_` and the Base64 of 24 to 64 bytes. Others never verify, and none at all is `ConfigurationInvalid`. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly now: () => Date;
}

/**
 * Reads deliveries of the scripts under servicenow/: Standard Webhooks headers and signature over the raw bytes first,
 * then content. See https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
 */
export function serviceNowWebhooks({ stage, secrets, now }: ServiceNowWebhookOptions): WebhookReader {
  return {
    system: 'servicenow',
    async read(delivery) {
      const signed = readHeaders(delivery);
      if (typeof signed === 'string') return { verdict: 'forged', reason: signed };
      const age = Math.floor(now().getTime() / 1_000) - signed.timestamp;
      if (age > TOLERANCE_SECONDS) return { verdict: 'forged', reason: 'too old' };
      if (age < -TOLERANCE_SECONDS) return { verdict: 'forged', reason: 'from the future' };
      const refusal = checkSignature(signed, await secrets());
      if (refusal !== null) return { verdict: 'forged', reason: refusal };
      const event = parseServiceNowEvent(signed.body);
      return typeof event === 'string' ? { verdict: 'unusable', reason: event } : verdictOn(event, signed.id, stage);
    },
  };
}

function verdictOn(event: ServiceNowEvent, deliveryId: string, stage: ServiceNowStage): WebhookReading {
  if (event.kind === 'other') return { verdict: 'ignored', reason: 'an event of no interest' };
  if (event.actorId === stage.ownUserId) return { verdict: 'ignored', reason: 'our own change' };
  const { ticketId, catItemId, children } = event;
  const served = stage.catalogItems.some((item) => item.catItemId === catItemId);
  return { verdict: 'event', deliveryId, ticketId, served, children };
}

interface Signed {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly signatures: readonly string[];
  readonly body: string;
}

/** The parts of what is signed; a text says why there is nothing to check. */
function readHeaders({ headers, body }: RawDelivery): Signed | string {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signature = headers['webhook-signature'] ?? '';
  if (id === '' || timestamp === '' || signature === '') return 'a header of the signature is missing';
  // Neither may hold a full stop: id, time and body would run into each other.
  if (!/^[\w-]{1,128}$/.test(id)) return 'an id that cannot be one';
  if (!/^\d{1,12}$/.test(timestamp)) return 'a time that cannot be one';
  const text = exactText(body);
  if (text === null) return 'a body that is no text';
  return { id, timestamp: Number(timestamp), signatures: signature.split(' '), body: text };
}

/** Null for bytes that are not UTF-8: replaced by U+FFFD, two different bodies would look alike to the signature. */
function exactText(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

/**
 * Null when one of the signatures is right, else why it is not accepted. That there is nothing to check with is our fault,
 * not the sender's: told it was refused, it would not send again. Signed by the library; its own `verify` would
 * judge the age by the machine's clock, and read `1767258001abc` as a time.
 */
function checkSignature({ id, timestamp, signatures, body }: Signed, secrets: readonly string[]): string | null {
  const usable = secrets.filter(isUsable);
  if (usable.length === 0) throw new ConfigurationInvalid({ problem: NO_SECRET });
  const at = new Date(timestamp * 1_000);
  const expected = usable.map((secret) => Buffer.from(new Webhook(secret).sign(id, at, body)));
  const given = signatures.map((signature) => Buffer.from(signature));
  const matches = expected.flatMap((one) =>
    given.map((other) => other.length === one.length && timingSafeEqual(other, one)),
  );
  return matches.includes(true) ? null : 'a wrong signature';
}

/** Anybody can sign with an empty key, and somebody patient with a short one. */
function isUsable(secret: string): boolean {
  const key = Buffer.from(SECRET.exec(secret)?.[1] ?? '', 'base64');
  return key.length >= KEY_BYTES.fewest && key.length <= KEY_BYTES.most;
}
