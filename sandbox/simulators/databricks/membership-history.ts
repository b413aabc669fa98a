import type { MemberModel } from './account-model.ts';

interface Version {
  readonly at: number;
  readonly members: readonly MemberModel[];
}

/**
 * Who was in which group, and when a reader gets to see it. Databricks answers memberships from caches: for a while
 * after a write a read may show the old state, and a later read may show an older state than the one before.
 */
export class MembershipHistory {
  readonly #versions = new Map<string, Version[]>();
  readonly #groupsOf = new Map<string, Set<string>>();
  readonly #reads = new Map<string, number>();
  readonly #lag: { readonly lagMs: number; readonly flicker: boolean; readonly seed: number };

  constructor(lag: { readonly lagMs: number; readonly flicker: boolean; readonly seed: number }) {
    this.#lag = lag;
  }

  /** The truth. */
  current(groupId: string): readonly MemberModel[] {
    return this.#versions.get(groupId)?.at(-1)?.members ?? [];
  }

  /** Ids of the groups somebody truly is a direct member of. */
  groupsWith(memberId: string): Iterable<string> {
    return this.#groupsOf.get(memberId) ?? [];
  }

  /** A change at time `at` (milliseconds) that readers get to see later. */
  write(groupId: string, members: readonly MemberModel[], at: number): void {
    this.#change(groupId, [...(this.#versions.get(groupId) ?? []), { at, members }]);
  }

  /** A change every reader sees at once, as if it were old. */
  settle(groupId: string, members: readonly MemberModel[]): void {
    this.#change(groupId, [{ at: Number.NEGATIVE_INFINITY, members }]);
  }

  /**
   * What one read at time `now` is shown, for all groups it touches. `subject` names what is read: with flicker, every
   * second read of one subject is the late one.
   */
  view(subject: string, now: number): (groupId: string) => readonly MemberModel[] {
    const reads = (this.#reads.get(subject) ?? 0) + 1;
    this.#reads.set(subject, reads);
    const late = !this.#lag.flicker || (reads + this.#lag.seed) % 2 === 0;
    if (!late) return (groupId) => this.current(groupId);
    const seenUntil = now - this.#lag.lagMs;
    return (groupId) => {
      const versions = this.#versions.get(groupId) ?? [];
      return versions.findLast((version) => version.at <= seenUntil)?.members ?? [];
    };
  }

  #change(groupId: string, versions: Version[]): void {
    for (const { id } of this.current(groupId)) this.#groupsOf.get(id)?.delete(groupId);
    this.#versions.set(groupId, versions);
    for (const { id } of this.current(groupId)) {
      const groups = this.#groupsOf.get(id) ?? new Set();
      this.#groupsOf.set(id, groups.add(groupId));
    }
  }
}
