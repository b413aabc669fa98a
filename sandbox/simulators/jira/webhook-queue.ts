import { createHmac, randomUUID } from 'node:crypto';
import { type Attempted, type Delivery, DeliveryQueue } from '../delivery-queue.ts';
import { createRandom } from '../random.ts';
import type { Webhook } from './model.ts';
import type { Site, SiteEvent } from './site.ts';
import { webhookPayload } from './webhook-payload.ts';

const maxRetries = 5;
/** After this long without a success a webhook gets one attempt per new event, no retries. */
const patienceMs = 30 * 60_000;
const retriedStatuses = new Set([408, 409, 425, 429]);

/** `identifier` is the `X-Atlassian-Webhook-Identifier`. */
interface JiraDelivery extends Delivery {
  readonly webhookId: string;
  readonly issueKey: string;
}

/** One attempt that was made. */
export type DeliveryAttempt = Attempted<JiraDelivery>;

/** `X-Hub-Signature` for a body: HMAC-SHA256 keyed with the webhook's secret, over the bytes as sent. */
export function signature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}

/** The site's outgoing webhooks. */
export class WebhookQueue extends DeliveryQueue<JiraDelivery> {
  readonly #site: Site;

  constructor(site: Site) {
    super({ now: site.now, address: (delivery) => addressOf(site, delivery), retryIn: createPatience(site.now) });
    this.#site = site;
  }

  /** Queues an event for every webhook whose events and filter fit. */
  raise(event: SiteEvent): void {
    for (const webhook of this.#site.webhooks) {
      if (!fits(webhook, event, this.#site)) continue;
      this.add({
        identifier: randomUUID(),
        webhookId: webhook.id,
        event: event.webhookEvent,
        issueKey: event.issue.key,
        body: JSON.stringify(webhookPayload(this.#site, event)),
        attempt: 0,
        dueAt: this.#site.now(),
      });
    }
  }
}

function addressOf(site: Site, { webhookId, identifier, attempt, body }: JiraDelivery) {
  const webhook = site.webhooks.find(({ id }) => id === webhookId);
  if (webhook === undefined) return undefined;
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Atlassian Webhook HTTP Client',
    'x-atlassian-webhook-identifier': identifier,
    'x-atlassian-webhook-flow': 'Primary',
    ...(attempt > 0 && { 'x-atlassian-webhook-retry': String(attempt) }),
    ...(webhook.secret && { 'x-hub-signature': signature(webhook.secret, body) }),
  };
  return { url: webhook.url, headers };
}

/** Jira's retries: up to five, 5 to 15 minutes apart, none for a webhook that has been failing for long. */
function createPatience(now: () => number) {
  const failingSince = new Map<string, number>();
  const random = createRandom(1);
  return ({ webhookId, attempt }: JiraDelivery, status: number | undefined): number | undefined => {
    if (status !== undefined && status < 500 && !retriedStatuses.has(status)) {
      if (status < 300) failingSince.delete(webhookId);
      return undefined;
    }
    const since = failingSince.get(webhookId) ?? now();
    failingSince.set(webhookId, since);
    if (attempt >= maxRetries || (attempt === 0 && now() - since > patienceMs)) return undefined;
    return Math.round((5 + random() * 10) * 60_000);
  };
}

function fits(webhook: Webhook, { webhookEvent, issue }: SiteEvent, site: Site): boolean {
  const project = site.project(issue.projectKey);
  const type = site.issueType(issue);
  const inProjects = webhook.projects?.some((name) => name === project.key || name === project.id) ?? true;
  const ofTypes = webhook.issueTypes?.some((name) => name === type.id || name === type.name) ?? true;
  return webhook.events.includes(webhookEvent) && inProjects && ofTypes;
}
