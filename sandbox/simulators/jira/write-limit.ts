import { JiraFault } from './jira-fault.ts';

const windows = [
  { ms: 2_000, writes: 20 },
  { ms: 30_000, writes: 100 },
];

/** Jira's limit on writes to one issue: 20 in 2 s, 100 in 30 s. */
export class WriteLimit {
  readonly #writes = new Map<string, number[]>();

  /**
   * Counts a write to an issue at `now` (milliseconds).
   * @throws {JiraFault} 429 with `Retry-After` when it is one too many; refused writes do not count.
   */
  count(issueId: string, now: number): void {
    const recent = (this.#writes.get(issueId) ?? []).filter((at) => at > now - 30_000);
    for (const { ms, writes } of windows) {
      const inside = recent.filter((at) => at > now - ms);
      const [oldest = now] = inside;
      if (inside.length < writes) continue;
      const freeAt = oldest + ms;
      throw new JiraFault(
        429,
        'Rate limit exceeded.',
        {},
        {
          'retry-after': String(Math.max(1, Math.ceil((freeAt - now) / 1_000))),
          'ratelimit-reason': 'jira-per-issue-on-write',
          'x-ratelimit-limit': String(writes),
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': new Date(freeAt).toISOString(),
        },
      );
    }
    this.#writes.set(issueId, [...recent, now]);
  }
}
