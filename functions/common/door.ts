import type { RawDelivery } from '#shared/ports/webhook.ts';
import type { DoorName } from '#shared/steps.ts';
import type { DoorPorts } from './ports.ts';

/** What a door answers: status and one word or sentence for whoever reads the sender's delivery log. */
export interface DoorAnswer {
  readonly status: 200 | 400 | 401 | 413 | 503;
  readonly message: string;
}

export type Door<D extends DoorName> = (ports: DoorPorts<D>) => (delivery: RawDelivery) => Promise<DoorAnswer>;
