import type { AdditionResult } from '../domain/run.ts';

/** What became of the additions of a plan, by group id. A group that is not in it was not tried. */
export type Results = ReadonlyMap<string, Pick<AdditionResult, 'result' | 'reason'>>;

/** True where the membership was written by this request and seen afterwards. */
export function wasApplied(results: Results, groupId: string): boolean {
  return results.get(groupId)?.result === 'applied';
}

/** True where the membership is there, whoever wrote it. */
export function isInPlace(results: Results, groupId: string): boolean {
  return wasApplied(results, groupId) || results.get(groupId)?.result === 'already member';
}

/** What went wrong with one addition, or keeps it from being proved; null where there is nothing to say. */
export function errorOf(results: Results, groupId: string): string | null {
  const found = results.get(groupId);
  if (found === undefined || isInPlace(results, groupId)) return null;
  const isFailure = found.result === 'refused' || found.result === 'failed';
  return found.reason ?? (isFailure ? found.result : null);
}
