import { DirectoryRateLimited, DirectoryUnavailable } from '#shared/errors.ts';
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

/** How often a read that Databricks does not answer is tried, and the milliseconds in between. */
const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

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

  /**
   * Reads until the answer is no rate limit. What is no answer, or one that cannot be read, is made up for by another
   * try: reading may be repeated.
   */
  async read<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; ) {
      try {
        const answer = await work();
        this.progressed();
        return answer;
      } catch (error) {
        if (error instanceof DirectoryRateLimited) {
          await this.wait(error.retryAfterSeconds, String(error.facts.what));
          continue;
        }
        if (!(error instanceof DirectoryUnavailable) || attempt === ATTEMPTS) throw error;
        attempt += 1;
        await this.#clock.sleep(PAUSE_MS);
      }
    }
  }
}
