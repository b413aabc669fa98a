import type { Door } from '#functions/common/door.ts';
import { doorLambda } from '#functions/common/door-lambda.ts';
import { takeDelivery } from '#functions/common/take-delivery.ts';

/** The Jira door: a webhook is a hint that a ticket changed. */
export const receiveJiraEvent: Door<'ReceiveJiraEvent'> = (ports) => (delivery) =>
  takeDelivery(ports, ports.jiraWebhooks, delivery);

export const handler = doorLambda('ReceiveJiraEvent', receiveJiraEvent);
