import { judgeTarget } from '#shared/domain/drift.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { DeskError, DirectoryRateLimited, DirectoryRefused, DirectoryUnavailable } from '#shared/errors.ts';
import { lookLast } from '#shared/planning/last-look.ts';
import type { AuditTag } from '#shared/ports/directory.ts';
import type { Client } from './client.ts';
import { ACCEPTED, notWritten, type Outcome, type Standing } from './outcome.ts';
import type { Patience } from './patience.ts';
import { Stopped } from './stoppable.ts';

/** The time between two writes, whatever is read in between. */
export interface Pace {
  /** Waits until the next PATCH may be sent. */
  turn(): Promise<void>;
  /** A PATCH is sent now. */
  spend(): void;
}

/** What the additions of one plan have in common. */
export interface Writing {
  readonly client: Client;
  /** For the reads around the writes. */
  readonly patience: Patience;
  /** For the writes alone: reads are answered while writes are not, and would renew it for ever. */
  readonly patienceToWrite: Patience;
  readonly plan: Plan;
  readonly audit: AuditTag;
  readonly signal: AbortSignal | undefined;
  readonly pace: Pace;
  readonly note: (action: Action, standing: Standing) => void;
}

const STOPPED = notWritten('stopped before its turn');

/** Tries in all where somebody else changes the group at the same moment (409). */
const MOST_TRIES = 3;

const CONFLICTS: Outcome = {
  result: 'failed',
  reason: `somebody else was changing the group, ${MOST_TRIES} times in a row`,
};

/**
 * One addition: looks once more, as late as possible, then writes. An answer that says "later" is obeyed, and what was
 * seen before the wait is not trusted after it.
 * @returns `accepted, not yet confirmed` with a reason where no clear answer came: only reading can tell
 */
export async function writeOne(writing: Writing, action: Action): Promise<Outcome> {
  try {
    for (let tries = 1; tries <= MOST_TRIES; ) {
      await writing.pace.turn();
      const decided = await lookAgain(writing, action);
      if (decided?.result === 'already member' && tries > 1) return ACCEPTED;
      if (decided !== null) return decided;
      writing.note(action, { result: 'about to write', reason: null });
      // Whoever was told may have asked to stop.
      if (writing.signal?.aborted) return STOPPED;
      const answer = await send(writing, action);
      if (typeof answer === 'number') {
        await writing.patienceToWrite.wait(answer, `adding to group ${action.group.id}`);
        continue;
      }
      writing.patienceToWrite.progressed();
      if (answer !== 'conflict') return answer;
      tries += 1;
    }
    return CONFLICTS;
  } catch (error) {
    if (error instanceof Stopped) return STOPPED;
    // One addition that fails must not stop the others; what is no error of ours must not be hidden.
    if (error instanceof DeskError) return { result: 'failed', reason: error.message };
    throw error;
  }
}

/** Null when the addition may be written. */
async function lookAgain({ client, patience, plan }: Writing, action: Action): Promise<Outcome | null> {
  const { directory } = client;
  const { kind, id } = plan.target;
  const change = judgeTarget(plan.target, await patience.read(() => directory.readPrincipal(kind, id)));
  if (change !== null) return notWritten(`the target changed: ${change}`);
  const { isMember, obstacle } = await patience.read(() => lookLast(directory, plan, action));
  if (isMember) return { result: 'already member', reason: null };
  return obstacle === null ? null : notWritten(`since the plan: ${obstacle}`);
}

/** What the PATCH came to, or `conflict`, or the seconds Databricks asks to wait: neither of these changed anything. */
async function send({ client, plan, audit, pace }: Writing, { group }: Action): Promise<Outcome | 'conflict' | number> {
  pace.spend();
  try {
    await client.writer.addMember(group.id, plan.target.id, audit);
    return ACCEPTED;
  } catch (error) {
    if (error instanceof DirectoryRefused) return { result: 'refused', reason: String(error.facts.detail) };
    if (error instanceof DirectoryRateLimited) return error.retryAfterSeconds;
    if (!(error instanceof DirectoryUnavailable)) throw error;
    const { status } = error.facts;
    if (status === 409) return 'conflict';
    // It may have been written all the same: reading tells, sending it again would guess.
    const said = status === undefined ? 'Databricks did not answer' : `Databricks answered with status ${status}`;
    return { ...ACCEPTED, reason: said };
  }
}
