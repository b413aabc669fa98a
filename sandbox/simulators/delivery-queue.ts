import { createRandom } from './random.ts';

const answerTimeoutMs = 20_000;

/** A webhook delivery that waits to be sent. */
export interface Delivery {
  /** The same for every attempt; what the receiver knows the delivery by. */
  readonly identifier: string;
  readonly event: string;
  readonly body: string;
  /** 0 for the first attempt. */
  readonly attempt: number;
  readonly dueAt: number;
}

/** One attempt that was made. */
export type Attempted<D extends Delivery> = D & {
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the receiver answered; undefined when no answer came. */
  readonly status?: number;
};

/** How one vendor sends. */
export interface DeliveryRules<D extends Delivery> {
  /** The clock of everything, milliseconds. */
  readonly now: () => number;
  /** Where this attempt goes, and its headers; undefined when its registration is gone. */
  readonly address: (delivery: D) => { url: string; headers: Record<string, string> } | undefined;
  /** In how many milliseconds it is tried again; undefined when it is not. */
  readonly retryIn: (delivery: D, status: number | undefined) => number | undefined;
}

/** Which deliveries a control is for: those that have all these values. Without any, the next one. */
type Match<D extends Delivery> = Partial<D>;

type Control<D extends Delivery> = { readonly match: Match<D> } & (
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'delay'; readonly ms: number }
);

/** Outgoing webhooks. Nothing is sent before `deliver` is called, so a story decides what arrives when. */
export class DeliveryQueue<D extends Delivery> {
  readonly deliveries: Attempted<D>[] = [];
  #pending: D[] = [];
  #controls: Control<D>[] = [];
  readonly #rules: DeliveryRules<D>;

  constructor(rules: DeliveryRules<D>) {
    this.#rules = rules;
  }

  /** What waits, in the order it would be sent. */
  get pending(): readonly D[] {
    return this.#pending;
  }

  /** Queues a delivery. */
  add(delivery: D): void {
    this.#pending.push(delivery);
  }

  /** The next fitting delivery is lost: never sent, never retried. */
  dropNext(match: Match<D> = {}): void {
    this.#controls.push({ kind: 'drop', match });
  }

  /** The next fitting delivery is sent twice with the same identifier. */
  duplicateNext(match: Match<D> = {}): void {
    this.#controls.push({ kind: 'duplicate', match });
  }

  /** The next fitting delivery is held back by `ms`. */
  delayNext(ms: number, match: Match<D> = {}): void {
    this.#controls.push({ kind: 'delay', ms, match });
  }

  /** Puts what waits into another order; the same seed gives the same order. */
  shuffle(seed: number): void {
    const random = createRandom(seed);
    const ranked = this.#pending.map((delivery) => ({ delivery, rank: random() }));
    this.#pending = ranked.sort((a, b) => a.rank - b.rank).map(({ delivery }) => delivery);
  }

  /** Sends, one after the other, what is due now; what is raised meanwhile waits for the next call. */
  async deliver(): Promise<Attempted<D>[]> {
    const now = this.#rules.now();
    const due = this.#pending.filter((delivery) => delivery.dueAt <= now);
    this.#pending = this.#pending.filter((delivery) => delivery.dueAt > now);
    const attempts: Attempted<D>[] = [];
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

  #takeControl(delivery: D): Control<D> | undefined {
    const values = new Map(Object.entries(delivery));
    const index = this.#controls.findIndex(({ match }) =>
      Object.entries(match).every(([name, value]) => value === undefined || values.get(name) === value),
    );
    return index < 0 ? undefined : this.#controls.splice(index, 1)[0];
  }

  async #send(delivery: D): Promise<Attempted<D> | undefined> {
    const address = this.#rules.address(delivery);
    if (address === undefined) return undefined;
    const status = await post(address.url, address.headers, delivery.body);
    const at = this.#rules.now();
    const attempt = { ...delivery, at, ...address, ...(status !== undefined && { status }) };
    this.deliveries.push(attempt);
    const wait = this.#rules.retryIn(delivery, status);
    if (wait !== undefined) this.#pending.push({ ...delivery, attempt: delivery.attempt + 1, dueAt: at + wait });
    return attempt;
  }
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
