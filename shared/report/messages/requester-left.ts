import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { paragraph } from './phrases.ts';

/** For IT, when the account of whoever asked is deactivated in the ticket system. */
export function requesterLeft({ requester }: { requester: string }): Document {
  return [
    paragraph(
      `The account of ${display(requester)}, who asked for this, is deactivated or gone: messages to the requester reach nobody.`,
    ),
    paragraph('The request goes on as it was filed. Where nobody needs it any more, reject it or close the ticket.'),
  ];
}
