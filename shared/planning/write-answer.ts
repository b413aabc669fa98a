import type { AdditionResult } from '../domain/run.ts';
import { DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '../errors.ts';

type Outcome = Pick<AdditionResult, 'result' | 'reason'>;

/** What the answer to "add this member" says about the membership. */
export type WriteAnswer =
  /** It was not written, and another try would be answered the same. */
  | { readonly means: 'no'; readonly outcome: Outcome }
  /** Not now: Databricks wants to be left alone for so long. `unclear`: it may have been written all the same. */
  | { readonly means: 'later'; readonly seconds: number; readonly unclear: boolean }
  /** Not now: somebody else is changing the group. */
  | { readonly means: 'conflict' }
  /** It may have been written all the same, only reading tells. `ifUnseen`: what it comes to when it never shows. */
  | { readonly means: 'unknown'; readonly ifUnseen: Outcome };

/** Null: the error is not about this write. */
export function readWriteAnswer(error: unknown): WriteAnswer | null {
  if (error instanceof DirectoryRateLimited) {
    // 429 is said before anything is done; 503 is also what a server says that broke on the way.
    return { means: 'later', seconds: error.retryAfterSeconds, unclear: error.facts.status === 503 };
  }
  if (error instanceof DirectoryRefused) {
    const outcome = { result: 'refused', reason: String(error.facts.detail) } as const;
    // `InternalError: None …`: not allowed, malformed, or broken after it was taken; the words are the same.
    return Number(error.facts.status) >= 500 ? { means: 'unknown', ifUnseen: outcome } : { means: 'no', outcome };
  }
  if (!(error instanceof DirectoryUnavailable)) return null;
  const { status } = error.facts;
  if (status === 409) return { means: 'conflict' };
  const reason = status === undefined ? 'Databricks did not answer' : `Databricks answered with status ${status}`;
  return { means: 'unknown', ifUnseen: { result: 'failed', reason } };
}
