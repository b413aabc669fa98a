import type { Principal } from '../../domain/principal.ts';

/** What is done for one group: as ids, and as lines for a POSIX shell. Null where the desk cannot write one. */
export interface Lines {
  /** Shows what kind of group it is; changes nothing. */
  readonly check: string | null;
  /** Adds the person. */
  readonly add: string | null;
}

/** Whom and where, as the provider knows them. */
export interface Subject {
  readonly target: Principal;
  readonly targetId: string | null;
  readonly groupId: string | null;
  readonly groupName: string;
}
