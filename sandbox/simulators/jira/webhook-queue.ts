import { createHmac, randomUUID } from 'node:crypto';
import type { Webhook } from './model.ts';
import { createRandom } from './random.ts';
import type { Site, SiteEvent } from './site.ts';
import { webhookPayload } from './webhook-payload.ts';

const maxRetries = 5;
const answerTimeoutMs = 20_000;
/** After this long without a success a webhook gets one attempt per new event, no retries. */
const patienceMs = 30 * 60_000;
const retriedStatuses = new Set([408, 409, 425, 429]);

/** Which deliveries a control is for; without anything, the next one. */
export interface DeliveryMatch {
  readonly event?: string;
  readonly issueKey?: string;
  readonly webhookId?: string;
}

/** A delivery that waits to be sent. */
export interface PendingDelivery {
  /** `X-Atlassian-Webhook-Identifier`: the same for every retry. */
  readonly identifier: string;
  readonly webhookId: string;
  readonly event: string;
  readonly issueKey: string;
  readonly body: string;
  /** 0 for the first attempt. */
  readonly attempt: number;
  readonly dueAt: number;
}

/** One attempt that was made. */
export interface DeliveryAttempt extends PendingDelivery {
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the receiver answered; undefined when no answer came. */
  readonly status?: number;
}

type Control = { readonly match: DeliveryMatch } & (
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'delay'; readonly ms: number }
);

/** `X-Hub-Signature` for a body: HMAC-SHA256 keyed with the webhook's secret, over the bytes as sent. */
export function signature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}

/** The site's outgoing webhooks. Nothing is sent before `deliver` is called, so a story decides what arrives when. */
export class WebhookQueue {
  readonly deliveries: DeliveryAttempt[] = [];
  #pending: PendingDelivery[] = [];
  #controls: Control[] = [];
  readonly #failingSince = new Map<string, number>();
  readonly #random = createRandom(1);
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** What waits, in the order it would be sent. */
  get pending(): readonly PendingDelivery[] {
    return this.#pending;
  }

  /** Queues an event for every webhook whose events and filter fit. */
  raise(event: SiteEvent): void {
    for (const webhook of this.#site.webhooks) {
      if (!fits(webhook, event, this.#site)) continue;
      this.#pending.push({
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

  /** The next fitting delivery is lost: never sent, never retried. */
  dropNext(match: DeliveryMatch = {}): void {
    this.#controls.push({ kind: 'drop', match });
  }

  /** The next fitting delivery is sent twice with the same identifier. */
  duplicateNext(match: DeliveryMatch = {}): void {
    this.#controls.push({ kind: 'duplicate', match });
  }

  /** The next fitting delivery is held back by `ms`. */
  delayNext(ms: number, match: DeliveryMatch = {}): void {
    this.#controls.push({ kind: 'delay', ms, match });
  }

  /** Puts what waits into another order; the same seed gives the same order. */
  shuffle(seed: number): void {
    const random = createRandom(seed);
    const ranked = this.#pending.map((delivery) => ({ delivery, rank: random() }));
    this.#pending = ranked.sort((a, b) => a.rank - b.rank).map(({ delivery }) => delivery);
  }

  /** Sends, one after the other, what is due now; what is raised meanwhile waits for the next call. */
  async deliver(): Promise<DeliveryAttempt[]> {
    const now = this.#site.now();
    const due = this.#pending.filter((delivery) => delivery.dueAt <= now);
    this.#pending = this.#pending.filter((delivery) => delivery.dueAt > now);
    const attempts: DeliveryAttempt[] = [];
    for (const delivery of due) {
      const control = this.#takeControl(delivery);
      if (control?.kind === 'drop') continue;
      if (control?.kind === 'delay') {
        this.#pending.push({ ...delivery, dueAt: now + control.ms });
        continue;
      }
      for (let copy = control?.kind === 'duplicate' ? 2 : 1; copy > 0; copy -= 1) {
        const attempt = await this.#send(delivery);
        if (attempt !== undefined) attempts.push(attempt);
      }
    }
    return attempts;
  }

  #takeControl(delivery: PendingDelivery): Control | undefined {
    const index = this.#controls.findIndex(({ match }) => {
      const { event = delivery.event, issueKey = delivery.issueKey, webhookId = delivery.webhookId } = match;
      return event === delivery.event && issueKey === delivery.issueKey && webhookId === delivery.webhookId;
    });
    return index < 0 ? undefined : this.#controls.splice(index, 1)[0];
  }

  async #send(delivery: PendingDelivery): Promise<DeliveryAttempt | undefined> {
    const webhook = this.#site.webhooks.find(({ id }) => id === delivery.webhookId);
    if (webhook === undefined) return undefined;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Atlassian Webhook HTTP Client',
      'x-atlassian-webhook-identifier': delivery.identifier,
      'x-atlassian-webhook-flow': 'Primary',
      ...(delivery.attempt > 0 && { 'x-atlassian-webhook-retry': String(delivery.attempt) }),
      ...(webhook.secret && { 'x-hub-signature': signature(webhook.secret, delivery.body) }),
    };
    const status = await post(webhook.url, headers, delivery.body);
    const at = this.#site.now();
    const attempt = { ...delivery, at, url: webhook.url, headers, ...(status !== undefined && { status }) };
    this.deliveries.push(attempt);
    this.#afterwards(delivery, status);
    return attempt;
  }

  #afterwards(delivery: PendingDelivery, status: number | undefined): void {
    const now = this.#site.now();
    const { webhookId, attempt } = delivery;
    if (status === undefined || status >= 500 || retriedStatuses.has(status)) {
      const since = this.#failingSince.get(webhookId) ?? now;
      this.#failingSince.set(webhookId, since);
      if (attempt >= maxRetries || (attempt === 0 && now - since > patienceMs)) return;
      const minutes = 5 + this.#random() * 10;
      this.#pending.push({ ...delivery, attempt: attempt + 1, dueAt: now + Math.round(minutes * 60_000) });
    } else if (status < 300) this.#failingSince.delete(webhookId);
  }
}

function fits(webhook: Webhook, { webhookEvent, issue }: SiteEvent, site: Site): boolean {
  const project = site.project(issue.projectKey);
  const type = site.issueType(issue);
  const inProjects = webhook.projects?.some((name) => name === project.key || name === project.id) ?? true;
  const ofTypes = webhook.issueTypes?.some((name) => name === type.id || name === type.name) ?? true;
  return webhook.events.includes(webhookEvent) && inProjects && ofTypes;
}

/** The status of the answer, undefined when the connection failed or nothing came in time. */
async function post(url: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
