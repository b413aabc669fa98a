import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { utcTime } from '../times.ts';
import { enumerated, paragraph } from './phrases.ts';

const MOST_NUMBERS = 3;

/** For the requester, when earlier tickets ask for the same. `numbers` are theirs; nothing else of them is told. */
export function turnAwaited({ numbers, until }: { numbers: readonly string[]; until: string }): Document {
  const shown = numbers.slice(0, MOST_NUMBERS).map(display);
  const more = numbers.length - shown.length;
  const tickets = enumerated(more > 0 ? [...shown, `${more} more`] : shown);
  const [ask, are, them] = numbers.length === 1 ? ['asks', 'is', 'it'] : ['ask', 'are', 'them'];
  return [
    paragraph(`${tickets} ${ask} for the same access and ${are} still open, so this ticket waits for ${them}.`),
    paragraph(
      `We then look again and go on by ourselves; if nothing is left to add, we say so. Time is up on ${utcTime(until)}. You need not do anything.`,
    ),
    paragraph('To drop this request, reply with the single word: cancel'),
  ];
}
