import type { Step } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { takeQuestionBack } from '#functions/common/take-question-back.ts';
import { approvalPollSeconds, approvalWait, expired } from '#shared/domain/polling.ts';
import { approvalOn } from './approval-on.ts';
import { notCounting } from './not-counting.ts';
import { noteApproved, noteNotCounted } from './note-approval.ts';
import { type Answer, readAnswer } from './read-answer.ts';

/** A decision that cannot be counted is asked for again this often; then somebody has to look. */
const MOST_QUESTIONS = 10;

/** Reads the decision on the stored handle, and whether it may be counted. Nothing but what is read here decides. */
export const readApproval: Step<'ReadApproval'> = (ports) => async (key) => {
  const { store, clock, stage } = ports;
  const question = await remembered(ports, key, 'decision');
  const progress = await remembered(ports, key, 'plan');
  const wait = { ...approvalWait(progress, stage.timeouts.approvalDays), now: clock.now().toISOString() };
  const pollSeconds = approvalPollSeconds(wait);
  const close = async ({ next, reason, by }: Extract<Answer, { kind: 'close' }>) => {
    await store.writeSection(key, 'closing', { reason, by: [...by] });
    return { next, pollSeconds };
  };

  const isLast = question.askNo >= MOST_QUESTIONS;
  const answer = await readAnswer(ports, key, question.handle);
  switch (answer.kind) {
    case 'close':
      return close(answer);
    case 'pending':
      if (!expired(wait)) return { next: 'pending', pollSeconds };
      return close({ kind: 'close', next: 'expired', reason: 'nobody decided in time', by: [] });
    case 'approved':
      await noteApproved(ports, key, answer, question);
      await store.writeSection(key, 'approval', approvalOn(question, answer.approval));
      await takeQuestionBack(ports, key, question.handle);
      return { next: 'approved', pollSeconds };
    case 'not counted':
      await noteNotCounted(ports, key, answer, question);
      await notCounting(ports, key, answer, question, !isLast);
  }
  if (isLast) {
    return close({
      kind: 'close',
      next: 'expired',
      reason: `${MOST_QUESTIONS} decisions could not be counted`,
      by: [],
    });
  }
  await store.writeSection(key, 'decision', { ...question, lapsed: true });
  return { next: 'ask again', pollSeconds };
};

export const handler = stepLambda('ReadApproval', readApproval);
