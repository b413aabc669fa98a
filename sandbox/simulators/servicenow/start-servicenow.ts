import type { Faults } from '../http-faults.ts';
import { type RecordedRequest, serve } from '../http-server.ts';
import { attachmentRoutes } from './attachment-routes.ts';
import { createGate } from './gate.ts';
import { LivingInstance } from './living-instance.ts';
import { sendMails } from './mails.ts';
import type { InstanceModel } from './model.ts';
import { closeWithTasks, rollUp } from './roll-up.ts';
import { faultAnswer } from './route.ts';
import { ServiceFault } from './service-fault.ts';
import { tableRoutes } from './table-routes.ts';
import { tokenService } from './tokens.ts';
import { type DeliveryAttempt, WebhookQueue } from './webhook-queue.ts';

export interface StartServiceNowOptions {
  readonly instance: InstanceModel;
  /** The clock of everything, webhook retries included; milliseconds. */
  readonly now: () => number;
  /** Default: any free port. */
  readonly port?: number;
}

export interface ServiceNow {
  /** Base of the REST API; nothing on it works without credentials. */
  readonly url: string;
  readonly instance: LivingInstance;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** What broke inside the simulator itself; should stay empty. */
  readonly errors: Error[];
  /** Webhooks that wait, and what is to happen to them. */
  readonly webhooks: WebhookQueue;
  /** Every webhook attempt so far, oldest first. */
  readonly deliveries: DeliveryAttempt[];
  /** Sends the webhooks that are due now. */
  deliver(): Promise<DeliveryAttempt[]>;
  close(): Promise<void>;
}

/**
 * Starts a simulated ServiceNow instance: Table API, Attachment API, OAuth, and the calls of Access Desk's business rules.
 * It binds to 127.0.0.1 only.
 */
export async function startServiceNow({ instance: model, now, port }: StartServiceNowOptions): Promise<ServiceNow> {
  const instance = new LivingInstance(model, now);
  const webhooks = new WebhookQueue(instance);
  instance.onChange.push(
    (change) => webhooks.raise(change),
    (change) => sendMails(instance, change),
    (change) => rollUp(instance, change),
    (change) => closeWithTasks(instance, change),
  );
  const tokens = tokenService(instance);
  instance.expireTokens = () => tokens.revokeAll();
  const server = await serve({
    name: 'servicenow',
    routes: [...tokens.routes, ...tableRoutes(instance), ...attachmentRoutes(instance)],
    now,
    onRequest: createGate(instance, tokens),
    notFound: () => faultAnswer(new ServiceFault(400, 'Requested URI does not represent any resource')),
    ...(port !== undefined && { port }),
  });
  instance.baseUrl = server.url;
  const { url, requests, faults, errors } = server;
  return {
    url,
    instance,
    requests,
    faults,
    errors,
    webhooks,
    deliveries: webhooks.deliveries,
    deliver: () => webhooks.deliver(),
    close: () => server.close(),
  };
}
