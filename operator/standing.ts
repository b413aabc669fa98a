import { taskKeys } from '#shared/domain/identity-tasks.ts';
import { utcTime } from '#shared/report/times.ts';
import type { RequestRead } from './read-request.ts';

/** Where a request stands, in one line for an operator. */
export function standingOf(read: RequestRead): string {
  if (!read.open) return endOf(read);
  // The store has it as open and nothing runs: the sweep tells the ticket and closes it.
  if (read.running === false) return 'open, but its execution is not running: the sweep closes or starts it';
  return `${workOf(read)}${read.halted === null ? '' : `, stops: ${read.halted.as}`}`;
}

function endOf({ lastEnd, failure }: RequestRead): string {
  if (lastEnd === null) return 'ended; a later run has taken its place';
  const why = lastEnd.end === 'failed' && failure !== null ? ` (${failure.step}: ${failure.error})` : '';
  return `ended: ${lastEnd.end} on ${utcTime(lastEnd.at)}${why}`;
}

function workOf(read: RequestRead): string {
  const { ticket, targetWait, turnWait, principals, plan, decision, approval, identityWait, identityTask, additions } =
    read;
  if (ticket === null) return 'is about to read the ticket';
  if (principals === null)
    return targetWait === null ? 'finds both in Databricks' : `waits for the target since ${utcTime(targetWait.since)}`;
  if (turnWait?.over === false)
    return `waits for an earlier request for the same pair since ${utcTime(turnWait.since)}`;
  if (plan === null || plan.digest === null) return `reads Databricks (round ${(plan?.round ?? 0) + 1})`;
  if (decision === null || decision.digest !== plan.digest) return 'puts the plan on the ticket';
  if (approval?.digest !== plan.digest)
    return `waits for a decision by ${ticket.approvers} since ${utcTime(decision.askedAt)}`;
  if (additions === null) return 'is approved, looks whether everything is as it was';
  if (identityWait === null || identityTask === null) return 'adds the memberships in Databricks';
  const keys = taskKeys(identityTask);
  return `waits for the identity team${keys === null ? '' : ` (${keys})`} since ${utcTime(identityWait.since)}`;
}
