import type { StepPorts } from '#functions/common/ports.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { lookLast } from '#shared/planning/last-look.ts';
import { readWriteAnswer } from '#shared/planning/write-answer.ts';
import type { AuditTag } from '#shared/ports/directory.ts';
import { ACCEPTED, type Outcome } from './effect.ts';

/** `answered`: Databricks has said what it is. `noted`: nothing was sent. `unsettled`: to be looked for, and tried again. */
export type Written = { readonly as: 'answered' | 'noted' | 'unsettled'; readonly outcome: Outcome };

interface Writing {
  readonly plan: Plan;
  readonly action: Action;
  /** What a membership that is found there is. */
  readonly found: Outcome;
}

/** Tries in all where somebody else changes the group at the same moment (409), a second apart. */
const MOST_TRIES = 3;

const CONFLICTS: Outcome = { result: 'failed', reason: 'somebody else was changing the group each time' };

/**
 * One PATCH. A conflict changed nothing, so no answer is outstanding: look again, and write again if that is still right.
 * @param nothingOutstanding called when an answer says for certain that nothing was written and nothing will be
 * @throws DirectoryRateLimited, what is no answer to the write, and what reading throws
 */
export async function writeMember(
  { directory, directoryWriter, clock }: StepPorts<'AddMember'>,
  { plan, action, found }: Writing,
  audit: AuditTag,
  nothingOutstanding: () => Promise<void>,
): Promise<Written> {
  for (let tries = 1; ; tries += 1) {
    try {
      await directoryWriter.addMember(action.group.id, plan.target.id, audit);
      return { as: 'answered', outcome: ACCEPTED };
    } catch (error) {
      const answer = readWriteAnswer(error);
      if (answer === null) throw error;
      if (answer.means === 'no') return { as: 'answered', outcome: answer.outcome };
      if (answer.means === 'unknown') return { as: 'unsettled', outcome: answer.ifUnseen };
      if (answer.means === 'later') {
        if (!answer.unclear) await nothingOutstanding();
        throw error;
      }
      if (tries === MOST_TRIES) {
        await nothingOutstanding();
        return { as: 'unsettled', outcome: CONFLICTS };
      }
    }
    await clock.sleep(1_000);
    const { isMember, obstacle } = await lookLast(directory, plan, action);
    // Somebody else was changing the group: where no earlier write of ours can have come through, it is their work.
    if (isMember) return { as: found === ACCEPTED ? 'answered' : 'noted', outcome: found };
    if (obstacle !== null) return { as: 'noted', outcome: { result: 'not written', reason: obstacle } };
  }
}
