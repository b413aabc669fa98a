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

/** What went wrong with one addition; null where nothing did. */
export function errorOf(results: Results, groupId: string): string | null {
  const found = results.get(groupId);
  if (found?.result !== 'refused' && found?.result !== 'failed') return null;
  return found.reason ?? found.result;
}
