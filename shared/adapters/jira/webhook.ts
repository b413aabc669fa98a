import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawDelivery, WebhookReader, WebhookReading } from '#shared/ports/webhook.ts';
import type { JiraStage } from '#shared/stage.ts';
import { type JiraEvent, parseJiraEvent } from './webhook-event.ts';

/** Jira sends a delivery again for about half an hour; a day leaves room for outages on both sides. */
const OLDEST_MS = 24 * 60 * 60 * 1_000;

/** How far Jira's clock may run ahead of ours. */
const AHEAD_MS = 5 * 60 * 1_000;

export interface JiraWebhookOptions {
  readonly stage: JiraStage;
  /** One secret, or two while they are being changed. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly now: () => Date;
}

/**
 * Reads deliveries of an admin-registered Jira webhook: signature over the raw bytes first, then age, then content.
 * See https://developer.atlassian.com/cloud/jira/platform/webhooks/.
 */
export function jiraWebhooks(options: JiraWebhookOptions): WebhookReader {
  return {
    system: 'jira',
    async read(delivery) {
      const refusal = checkSignature(delivery, await options.secrets());
      if (refusal !== null) return { verdict: 'forged', reason: refusal };
      const parsed = parseJiraEvent(delivery.body);
      if (typeof parsed === 'string') return { verdict: 'unusable', reason: parsed };
      const age = options.now().getTime() - parsed.timestamp;
      // Nothing but the signed body ties a delivery to a time; an old one is a replay.
      if (age > OLDEST_MS) return { verdict: 'forged', reason: 'too old' };
      if (age < -AHEAD_MS) return { verdict: 'forged', reason: 'from the future' };
      return verdictOn(parsed, deliveryIdOf(delivery), options.stage);
    },
  };
}

function verdictOn(event: JiraEvent, deliveryId: string, stage: JiraStage): WebhookReading {
  if (event.kind === 'other') return { verdict: 'ignored', reason: 'an event of no interest' };
  if (event.actorId === stage.ownAccountId) return { verdict: 'ignored', reason: 'our own change' };
  const { projectId, issueTypeId } = event;
  // A payload may be cut to a few fields: what it does not say speaks for no type and against none.
  const served = stage.ticketTypes.some(
    (type) =>
      (projectId === undefined || type.projectId === projectId) &&
      (issueTypeId === undefined || type.issueTypeId === issueTypeId),
  );
  return { verdict: 'event', deliveryId, ticketId: event.issueId, served, children: [] };
}

/** Null when the signature is right, else why it is not accepted. */
function checkSignature(delivery: RawDelivery, secrets: readonly string[]): string | null {
  const header = delivery.headers['x-hub-signature'];
  if (header === undefined || header === '') return 'no signature';
  const [, method = '', hex = ''] = /^([a-z0-9-]+)=([0-9a-f]+)$/i.exec(header.trim()) ?? [];
  // Jira announces that other methods may come; until one is allowed here, it is refused.
  if (method.toLowerCase() !== 'sha256') return 'a signature method that is not allowed';
  const given = Buffer.from(hex, 'hex');
  // Anybody can compute an HMAC with an empty key.
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return 'no secret to check with';
  const matches = usable.map((secret) => {
    const expected = createHmac('sha256', secret).update(delivery.body).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches.includes(true) ? null : 'a wrong signature';
}

/** Jira's own id stays the same when a delivery is sent again; without the header the bytes themselves tell. */
function deliveryIdOf(delivery: RawDelivery): string {
  const id = delivery.headers['x-atlassian-webhook-identifier']?.trim();
  return id ? id : `body-${createHash('sha256').update(delivery.body).digest('hex')}`;
}
