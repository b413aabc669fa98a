import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { oneLine } from '../one-line.ts';
import { enumerated, type Pair, paragraph, whoMayApprove } from './phrases.ts';

const LONGEST_WHY = 300;

/**
 * For requester and approver, when an approval was refused by us: why, and who may approve. `why` are sentence parts
 * about the people named: `is the reporter of this ticket`.
 */
export function notCounted(args: {
  readonly pair: Pair;
  readonly decidedBy: readonly string[];
  readonly why: readonly string[];
  readonly approvers: string;
  /** False where it was asked too often already: then the request ends. */
  readonly asksAgain: boolean;
}): Document {
  const by = enumerated(args.decidedBy.map(display));
  const what = by === '' ? 'No decision counts so far' : `Not counted: the approval by ${by}`;
  return [
    paragraph(`${what}. Nothing was written.`),
    paragraph(`Why: ${oneLine(args.why.join('; '), LONGEST_WHY).replace(/\.$/, '')}.`),
    paragraph(
      `May approve: ${whoMayApprove(args.approvers, args.pair)}. ${args.asksAgain ? 'We ask again.' : 'We ask no more.'}`,
    ),
  ];
}
