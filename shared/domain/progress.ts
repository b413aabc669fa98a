import { type IdentityTasks, wantedTasks } from './identity-tasks.ts';
import { approvalWait, deadline, turnWaitDays } from './polling.ts';
import type { AdditionResult, Sections } from './run.ts';

/** Where an open run stands; times are ISO 8601. */
export type Progress =
  /** The ticket is read, or both people are looked for. */
  | { readonly at: 'reading' }
  | { readonly at: 'awaiting target'; readonly until: string }
  /** Earlier requests for the same pair are to end first. */
  | { readonly at: 'awaiting turn'; readonly until: string }
  | { readonly at: 'planning' }
  /** The plan is made; what follows is under way. */
  | { readonly at: 'planned' }
  | { readonly at: 'awaiting approval'; readonly until: string }
  | { readonly at: 'approved' }
  | { readonly at: 'working'; readonly databricks: Adding; readonly identity: IdentityWork | null }
  /** It was decided to end the run. */
  | { readonly at: 'closing' };

/** What has come of the additions; the numbers count groups. */
export interface Adding {
  readonly planned: number;
  /** Those with a result, whatever it is. */
  readonly tried: number;
  readonly inPlace: number;
  /** Kept back because the installation only plans. */
  readonly withheld: number;
}

/** What the identity team still owes. */
export interface IdentityWork {
  /** Groups that have not arrived as far as anybody knows. */
  readonly missing: number;
  readonly planned: number;
  /** Null until the team was told to begin. */
  readonly until: string | null;
}

type Told =
  | ('ticket' | 'targetWait' | 'turnWait' | 'principals' | 'plan' | 'decision' | 'approval' | 'additions')
  | ('identityTask' | 'identityWait' | 'identity' | 'halted' | 'closing');

/** What a run remembers of its way; null stands for what it does not, or not yet. */
export type Memory = { readonly [K in Told]: Sections[K] | null } & {
  readonly results: readonly AdditionResult['result'][];
};

interface WaitDays {
  readonly approvalDays: number;
  readonly identityDays: number;
  readonly targetDays: number;
}

/** Tells from what a run remembers where it stands. */
export function progressOf(memory: Memory, days: WaitDays): Progress {
  const { principals, targetWait, turnWait, plan, decision, approval } = memory;
  if (memory.halted !== null || memory.closing !== null) return { at: 'closing' };
  if (memory.ticket === null || (principals === null && targetWait === null)) return { at: 'reading' };
  if (principals === null && targetWait !== null)
    return { at: 'awaiting target', until: deadline({ since: targetWait.since, days: days.targetDays }) };
  if (turnWait !== null && !turnWait.over)
    return { at: 'awaiting turn', until: deadline({ since: turnWait.since, days: turnWaitDays(days) }) };
  if (plan === null || plan.digest === null) return { at: 'planning' };
  if (approval?.digest === plan.digest) return workOf(memory, plan, days);
  if (decision === null || decision.planNo !== plan.planNo || decision.lapsed) return { at: 'planned' };
  return { at: 'awaiting approval', until: deadline(approvalWait(plan, days.approvalDays)) };
}

function workOf(memory: Memory, plan: Sections['plan'], days: WaitDays): Progress {
  const { additions, identityTask, identityWait, identity, results } = memory;
  if (additions?.planNo !== plan.planNo) return { at: 'approved' };
  const count = (...of: AdditionResult['result'][]) => results.filter((result) => of.includes(result)).length;
  const databricks = {
    planned: plan.additions,
    tried: results.length,
    inPlace: count('applied', 'already member'),
    withheld: count('would have been added'),
  };
  const planned = plan.idpActions;
  if (planned === 0 || identityTask === null || !isAsked(identityTask))
    return { at: 'working', databricks, identity: null };
  const until = identityWait && deadline({ since: identityWait.since, days: days.identityDays });
  return { at: 'working', databricks, identity: { planned, missing: identity?.missing.length ?? planned, until } };
}

/** The identity team has a task for it, of this run or of another one. */
function isAsked(section: IdentityTasks): boolean {
  return wantedTasks(section).length > 0 || section.elsewhere.length > 0;
}
