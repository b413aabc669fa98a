import type { AuditArchive } from '#shared/adapters/store/audit-archive.ts';
import type { PseudonymKeys } from '#shared/domain/pseudonym.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { Workflow } from '#shared/ports/workflow.ts';
import type { Stage } from '#shared/stage.ts';

/** One installation, as an operator gets hold of it. */
export interface Reach {
  /** Where that is, in words: `stage prod on AWS`. */
  readonly where: string;
  readonly stage: Pick<Stage, 'timeouts'>;
  readonly store: RequestStore;
  /** Null where no state machine runs just now: a local desk that is not started. */
  readonly workflow: Pick<Workflow, 'start' | 'isRunning'> | null;
  readonly archive: AuditArchive;
  /** The keys by which people are found in the audit records. */
  readonly pseudonymKeys: () => Promise<PseudonymKeys>;
  close(): Promise<void>;
}

/** The installation cannot be got hold of; the message is for the person at the terminal. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach';
}
