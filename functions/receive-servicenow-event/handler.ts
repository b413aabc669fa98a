import type { Door } from '#functions/common/door.ts';
import { doorLambda } from '#functions/common/door-lambda.ts';
import { takeDelivery } from '#functions/common/take-delivery.ts';

/** The ServiceNow door: a webhook is a hint that an item, its task or an approver row changed. */
export const receiveServiceNowEvent: Door<'ReceiveServiceNowEvent'> = (ports) => (delivery) =>
  takeDelivery(ports, ports.serviceNowWebhooks, delivery);

export const handler = doorLambda('ReceiveServiceNowEvent', receiveServiceNowEvent);
