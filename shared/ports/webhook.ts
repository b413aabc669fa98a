import type { System } from '../domain/ticket.ts';

/** A delivery as it reached the door: header names in lower case, the body's bytes exactly as received. */
export interface RawDelivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What a door may do with a delivery. */
export type WebhookReading =
  /** Genuine; concerns this ticket or one of its children. A hint only: everything that matters is re-read. */
  | {
      readonly verdict: 'event';
      readonly deliveryId: string;
      readonly ticketId: string;
      readonly served: boolean;
      /** Ids of children the event is about, where the sender tells them. */
      readonly children: readonly string[];
    }
  /** Genuine, nothing for us (our own echo, another kind of event). */
  | { readonly verdict: 'ignored'; readonly reason: string }
  /** Signature missing, wrong or too old: 401. */
  | { readonly verdict: 'forged'; readonly reason: string }
  /** Genuine but not understood: 400. */
  | { readonly verdict: 'unusable'; readonly reason: string };

/** One ticket system's webhook rules. Throws ConfigurationInvalid or DeskUnavailable when there is no secret to check with. */
export interface WebhookReader {
  readonly system: System;
  read(delivery: RawDelivery): Promise<WebhookReading>;
}
