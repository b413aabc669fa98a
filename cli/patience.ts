import { DirectoryRateLimited } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';

/** What a long call tells about itself, for a progress line. */
export interface Progress {
  /** Such as `reading memberships`. */
  readonly doing: string;
  /** Calls made so far, where they are counted. */
  readonly calls?: number;
}

export type OnProgress = (progress: Progress) => void;

/** Seconds that may be waited without getting any further; then the limit is the caller's business. */
const MOST_SECONDS = 15 * 60;

/** Waits as long as Databricks asks for, and calls again: whoever sits at a terminal is better off waiting than starting over. */
export class Patience {
  readonly #clock: Clock;
  readonly #onProgress: OnProgress;
  /** Milliseconds since 1970 of the first wait since anything was answered. */
  #since: number | null = null;

  constructor(clock: Clock, onProgress: OnProgress = () => undefined) {
    this.#clock = clock;
    this.#onProgress = onProgress;
  }

  /** Something was answered: all the patience is there again. */
  progressed(): void {
    this.#since = null;
  }

  /** @throws DirectoryRateLimited when Databricks asks for more than 15 minutes since anything was answered */
  async wait(seconds: number, what: string): Promise<void> {
    const now = this.#clock.now().getTime();
    this.#since ??= now;
    if ((now - this.#since) / 1_000 + seconds > MOST_SECONDS) {
      throw new DirectoryRateLimited({ what, retryAfterSeconds: seconds });
    }
    this.#onProgress({ doing: `waiting ${seconds} s, as Databricks asks` });
    await this.#clock.sleep(seconds * 1_000);
  }

  /** Calls until the answer is no rate limit. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const answer = await work();
        this.progressed();
        return answer;
      } catch (error) {
        if (!(error instanceof DirectoryRateLimited)) throw error;
        await this.wait(error.retryAfterSeconds, String(error.facts.what));
      }
    }
  }
}
