import { givenUpOn } from '#shared/adapters/http/given-up.ts';
import { judgeTarget } from '#shared/domain/drift.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { DeskError } from '#shared/errors.ts';
import { lookLast } from '#shared/planning/last-look.ts';
import { readWriteAnswer, type WriteAnswer } from '#shared/planning/write-answer.ts';
import type { AuditTag } from '#shared/ports/directory.ts';
import type { Client } from './client.ts';
import { ACCEPTED, notWritten, type Outcome, type Standing } from './outcome.ts';
import type { Patience } from './patience.ts';
import { isStop } from './stoppable.ts';

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

/** What one addition came to. */
export interface Written {
  readonly outcome: Outcome;
  /** Where only reading can tell: what it comes to when the membership never shows. */
  readonly ifUnseen: Outcome | null;
}

const sure = (outcome: Outcome): Written => ({ outcome, ifUnseen: null });

const STOPPED = sure(notWritten('stopped before its turn'));

/** Tries in all where somebody else changes the group at the same moment (409). */
const MOST_TRIES = 3;

const CONFLICTS = sure({
  result: 'failed',
  reason: `somebody else was changing the group, ${MOST_TRIES} times in a row`,
});

/**
 * One addition: looks once more, as late as possible, then writes. An answer that says "later" is obeyed, and what was
 * seen before the wait is not trusted after it. A membership that is there meanwhile is ours only where an answer left open
 * whether it was taken. A stop is heeded at once, but for the answer to a write that was sent.
 */
export async function writeOne(writing: Writing, action: Action): Promise<Written> {
  const open: LeftOpen = { mayBeOurs: false };
  const written = await tryToWrite(writing, action, open);
  return open.mayBeOurs ? withFirstTry(written) : written;
}

/** Whether an answer left open if the write before it was taken. */
interface LeftOpen {
  mayBeOurs: boolean;
}

async function tryToWrite(writing: Writing, action: Action, open: LeftOpen): Promise<Written> {
  const { signal, pace, patienceToWrite, note } = writing;
  try {
    for (let conflicts = 0; conflicts < MOST_TRIES; ) {
      await pace.turn();
      const decided = await givenUpOn(signal, () => lookAgain(writing, action));
      if (decided?.result === 'already member' && open.mayBeOurs) return sure(ACCEPTED);
      if (decided !== null) return sure(decided);
      note(action, { result: 'about to write', reason: null });
      // Whoever was told may have asked to stop.
      if (signal?.aborted) return STOPPED;
      const answer = await givenUpOn(undefined, () => send(writing, action));
      if (answer !== null && answer.means === 'later') {
        open.mayBeOurs ||= answer.unclear;
        await patienceToWrite.wait(answer.seconds, `adding to group ${action.group.id}`);
        continue;
      }
      patienceToWrite.progressed();
      if (answer === null) return sure(ACCEPTED);
      if (answer.means === 'no') return sure(answer.outcome);
      if (answer.means === 'unknown') return onlyReadingTells(answer.ifUnseen);
      conflicts += 1;
    }
    return CONFLICTS;
  } catch (error) {
    if (isStop(error, signal)) return STOPPED;
    // One addition that fails must not stop the others; what is no error of ours must not be hidden.
    if (error instanceof DeskError) return sure({ result: 'failed', reason: error.message });
    throw error;
  }
}

const FIRST_TRY = 'Databricks answered with status 503 at first';

/** A try that may have been taken is not undone by what became of a later one: only reading tells. */
function withFirstTry({ outcome, ifUnseen }: Written): Written {
  if (ifUnseen !== null || outcome.result === ACCEPTED.result) return { outcome, ifUnseen };
  const result = outcome.result === 'refused' ? 'refused' : 'failed';
  const reason = outcome.reason === null ? FIRST_TRY : `${FIRST_TRY}; ${outcome.reason}`;
  return { outcome: { ...ACCEPTED, reason: FIRST_TRY }, ifUnseen: { result, reason } };
}

/** It may have been written all the same: sending it again would guess. */
function onlyReadingTells(ifUnseen: Outcome): Written {
  const { result, reason } = ifUnseen;
  const unseen = result === 'failed' ? `${reason}, and the membership was not seen within a minute` : reason;
  return { outcome: { ...ACCEPTED, reason }, ifUnseen: { result, reason: unseen } };
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

/** Null when Databricks has taken it. */
async function send({ client, plan, audit, pace }: Writing, { group }: Action): Promise<WriteAnswer | null> {
  pace.spend();
  try {
    await client.writer.addMember(group.id, plan.target.id, audit);
    return null;
  } catch (error) {
    const answer = readWriteAnswer(error);
    if (answer === null) throw error;
    return answer;
  }
}
