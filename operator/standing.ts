import { taskKeys } from '#shared/domain/identity-tasks.ts';
import type { Progress } from '#shared/domain/progress.ts';
import { utcTime } from '#shared/report/times.ts';
import type { RequestRead } from './read-request.ts';

/** Where a request stands, in one line for an operator. */
export function standingOf(read: RequestRead): string {
  if (!read.open) return endOf(read);
  // The store has it as open and nothing runs: the sweep tells the ticket and closes it.
  if (read.running === false) return 'open, but its execution is not running: the sweep closes or starts it';
  return workOf(read);
}

function endOf({ lastEnd, failure, openedAt }: RequestRead): string {
  if (lastEnd === null)
    return openedAt === null ? 'ended; a later run has taken its place' : 'ended: it found nothing new to do';
  const why = lastEnd.end === 'failed' && failure !== null ? ` (${failure.step}: ${failure.error})` : '';
  return `ended: ${lastEnd.end} on ${utcTime(lastEnd.at)}${why}`;
}

function workOf({ progress, ticket, identityTask }: RequestRead): string {
  switch (progress.at) {
    case 'reading':
      return 'reads the ticket and finds both people';
    case 'awaiting target':
      return `waits for the target to appear in Databricks, until ${utcTime(progress.until)}`;
    case 'awaiting turn':
      return `waits for an earlier request for the same pair, until ${utcTime(progress.until)}`;
    case 'planning':
      return 'reads Databricks for the plan';
    case 'planned':
      return 'puts the plan on the ticket and asks for a decision';
    case 'awaiting approval':
      return `waits for a decision by ${ticket?.approvers ?? 'approvers'}, until ${utcTime(progress.until)}`;
    case 'approved':
      return 'is approved, looks whether everything is as it was';
    case 'working':
      return working(progress, taskKeys(identityTask) ?? 'no task');
    case 'closing':
      return 'is about to end';
  }
}

function working({ databricks, identity }: Extract<Progress, { at: 'working' }>, task: string): string {
  const written = `${databricks.tried} of ${databricks.planned} additions tried`;
  if (identity === null || identity.until === null) return written;
  return `${written}; waits for the identity team (${task}: ${identity.missing} missing), until ${utcTime(identity.until)}`;
}
