import { createHash, createHmac } from 'node:crypto';
import { type Attempted, type Delivery, DeliveryQueue } from '../delivery-queue.ts';
import type { Change, Instance } from './instance.ts';
import type { Webhook } from './model.ts';
import { eventsOf, type ServiceNowEvent } from './webhook-events.ts';

/** The rules' script schedules a call that failed again: seconds after each try. */
const retrySeconds = [30, 120, 600];
const retriedStatuses = new Set([408, 429]);

/** `identifier` is the `webhook-id`. */
interface ServiceNowDelivery extends Delivery {
  readonly url: string;
  readonly table: string;
  readonly sysId: string;
  /** Of the item or order it is about. */
  readonly number: string;
}

/** One attempt that was made. */
export type DeliveryAttempt = Attempted<ServiceNowDelivery>;

/** `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`, keyed with what the secret's Base64 stands for. */
export function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
}

/** The calls the instance's business rules make. */
export class WebhookQueue extends DeliveryQueue<ServiceNowDelivery> {
  readonly #instance: Instance;

  constructor(instance: Instance) {
    super({
      now: instance.now,
      address: (delivery) => addressOf(instance, delivery),
      retryIn: ({ attempt }, status) => (isRetried(status) ? retryMs(attempt) : undefined),
    });
    this.#instance = instance;
  }

  /** Queues what the rules make of a change, for every receiver whose filter fits. */
  raise(change: Change): void {
    const { webhooks, options, now } = this.#instance;
    if (change.actor === options.integrationUser && !options.echoes) return;
    for (const event of eventsOf(this.#instance, change)) {
      for (const webhook of webhooks) {
        if (!fits(webhook, event)) continue;
        this.add({
          identifier: identifierOf(event),
          url: webhook.url,
          event: event.type,
          table: event.table,
          sysId: event.row.sys_id,
          number: event.record?.number ?? '',
          body: event.body,
          attempt: 0,
          dueAt: now(),
        });
      }
    }
  }
}

/** What is refused now will be refused later: only outages are worth another try. */
function isRetried(status: number | undefined): boolean {
  if (status === undefined || retriedStatuses.has(status)) return true;
  return status >= 300 && (status < 400 || status >= 500);
}

function retryMs(attempt: number): number | undefined {
  const seconds = retrySeconds[attempt];
  return seconds === undefined ? undefined : seconds * 1_000;
}

/** The same for every attempt, another for every version of the record. */
function identifierOf({ type, row }: ServiceNowEvent): string {
  const digest = createHash('sha256').update([type, row.sys_id, row.sys_mod_count].join('|'));
  return `evt_${digest.digest('hex').slice(0, 40)}`;
}

function fits({ catalogItems }: Webhook, { record }: ServiceNowEvent): boolean {
  return catalogItems === undefined || record?.cat_item === undefined || catalogItems.includes(record.cat_item);
}

/** Signed per attempt: the receiver refuses an old timestamp. */
function addressOf({ webhooks, now }: Instance, { url, identifier, body }: ServiceNowDelivery) {
  const webhook = webhooks.find((one) => one.url === url);
  if (webhook === undefined) return undefined;
  const timestamp = String(Math.floor(now() / 1_000));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'ServiceNow/1.0',
    'webhook-id': identifier,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature(webhook.secret, identifier, timestamp, body),
  };
  return { url, headers };
}
