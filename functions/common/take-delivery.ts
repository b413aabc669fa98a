import type { RunKey } from '#shared/domain/run.ts';
import type { System } from '#shared/domain/ticket.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import type { RawDelivery, WebhookReader } from '#shared/ports/webhook.ts';
import type { DoorAnswer } from './door.ts';
import type { Ports, Surroundings } from './ports.ts';
import { startRun, wake, wakeOrOpen } from './start-run.ts';

/** Larger deliveries are refused before anything is computed over them. */
const MOST_BYTES = 256 * 1024;

type DeliveryPorts = Surroundings & Pick<Ports, 'store' | 'starter' | 'waker'>;

/**
 * Checks a delivery and passes its hint on. The delivery id is recorded last: a delivery whose work did not succeed is
 * not known yet, so the sender's retry does the work.
 */
export async function takeDelivery(
  ports: DeliveryPorts,
  webhooks: WebhookReader,
  delivery: RawDelivery,
): Promise<DoorAnswer> {
  const { store, log } = ports;
  if (delivery.body.byteLength > MOST_BYTES) return { status: 413, message: 'too large: 256 KB at most' };
  const reading = await webhooks.read(delivery);
  switch (reading.verdict) {
    case 'forged':
      log.warn('delivery refused', { reason: reading.reason });
      return { status: 401, message: reading.reason };
    case 'unusable':
      log.warn('delivery unusable', { reason: reading.reason });
      return { status: 400, message: reading.reason };
    case 'ignored':
      return { status: 200, message: `ignored: ${reading.reason}` };
    case 'event':
  }
  const { system } = webhooks;
  const { deliveryId, ticketId, served, children } = reading;
  if (await store.wasDelivered(system, deliveryId)) return { status: 200, message: 'ignored: taken before' };
  const parent = await findParent(ports, system, [...children, ticketId]);
  if (parent !== null) await wakeParent(ports, parent);
  else if (served || (await hasOpenRun(ports, { system, ticketId }))) {
    const what = await wakeOrOpen(ports, { system, ticketId });
    log.info('delivery taken', { what, ticketId });
  } else return { status: 200, message: 'ignored: not a ticket of ours' };
  await store.recordDelivery(system, deliveryId);
  return { status: 200, message: 'taken' };
}

/** The run that knows one of these ids as its child's. */
async function findParent({ store }: DeliveryPorts, system: System, ids: readonly string[]): Promise<RunKey | null> {
  for (const id of ids) {
    const parent = await store.findByChild(system, id);
    if (parent !== null) return parent;
  }
  return null;
}

/** A child's event concerns the run that made it, or one that goes on with its approval; a needless wake is harmless. */
async function wakeParent(ports: DeliveryPorts, key: RunKey): Promise<void> {
  const record = await ports.store.readTicketRecord(key);
  if (record === null || !record.open) return;
  if (record.run === key.run) await startRun(ports, key, { key, opened: false, started: record.started });
  await wake(ports, { ...key, run: record.run });
}

/** A ticket that was moved away is not served any more, but its open run must hear of it. */
async function hasOpenRun({ store }: DeliveryPorts, ticket: TicketRef): Promise<boolean> {
  return (await store.readTicketRecord(ticket))?.open ?? false;
}
