import type { Block, Document } from '../../domain/document.ts';
import { oneLine } from '../one-line.ts';
import { utcTime } from '../times.ts';
import { type Pair, paragraph, whoMayApprove } from './phrases.ts';

export interface ApprovalQuestionArgs {
  readonly pair: Pair;
  readonly approvers: string;
  readonly decideBy: string;
  /**
   * Why it is asked: for the first time, because the plan became wider, because the last answer does not count, or
   * because the ticket was approved before there was a plan.
   */
  readonly occasion: 'first' | 'new plan' | 'asked again' | 'approved too early';
  /** What a person must click where our account may not open the decision; null where it is open. */
  readonly instruction: string | null;
}

const LONGEST_INSTRUCTION = 500;

const OPENINGS = {
  first: 'Please decide on the plan above: approve or reject.',
  'new plan': 'The access became wider since the last plan. An earlier approval does not count: please decide anew.',
  'asked again': 'Please decide again: the last decision does not count.',
  'approved too early':
    'The approval given so far does not count: it is older than this plan, so nobody could know what it would allow. Please decide on the plan above.',
} as const satisfies Record<ApprovalQuestionArgs['occasion'], string>;

/** For the approver: the question, or what to click so that it can be answered. Only a decision made after it counts. */
export function approvalQuestion(args: ApprovalQuestionArgs): Document {
  return [
    paragraph(OPENINGS[args.occasion]),
    ...instructionLines(args.instruction),
    paragraph(`May approve: ${whoMayApprove(args.approvers, args.pair)}.`),
    paragraph(`Decide by ${utcTime(args.decideBy)}. A decision made before this message does not count.`),
  ];
}

function instructionLines(instruction: string | null): Block[] {
  if (instruction === null) return [];
  return [
    paragraph('The approval could not be opened for you. Please do this first:'),
    { kind: 'list', items: [oneLine(instruction, LONGEST_INSTRUCTION)] },
  ];
}
