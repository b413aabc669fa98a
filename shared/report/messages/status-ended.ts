import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { End } from '../../domain/ticket.ts';
import { utcTime } from '../times.ts';
import type { EndFacts } from './end-args.ts';
import { endHeadline } from './end-headline.ts';
import { enumerated, paragraph, referenceLine, TO_GO_ON } from './phrases.ts';

const HOW = {
  done: endHeadline,
  'nothing to add': endHeadline,
  'needs correction': () => 'Something in the request is to be corrected: see our message above.',
  rejected: (args) => `Rejected${byWhom(args)}; nothing was changed.`,
  withdrawn: (args) =>
    `Withdrawn${byWhom(args)}. To go on, re-open this ticket if it is closed, else reply with what is wanted.`,
  expired: () => `It was not approved. ${TO_GO_ON}`,
  superseded: () => 'The request was changed, so the plan before it is void.',
  failed: () => 'A fault on our side, which IT has to repair. No need to file again.',
  'nothing new': () => '',
} as const satisfies Record<End, (args: EndFacts) => string>;

/** The answer to `status?` once the run is over: when and how it ended. `at` is when it ended. */
export function statusEnded(args: EndFacts): Document {
  return [paragraph(`Ended on ${utcTime(args.at)}. ${HOW[args.end](args)}`), referenceLine(args.reference)];
}

/** The answer where no run has worked on the ticket: it was closed, or withdrawn, before. */
export function statusNeverBegun(): Document {
  return [paragraph('Nothing was done for this request: it was closed or withdrawn before we could begin.')];
}

function byWhom({ by }: EndFacts): string {
  return by.length === 0 ? '' : ` by ${enumerated(by.map(display))}`;
}
