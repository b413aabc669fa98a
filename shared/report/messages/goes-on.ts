import type { Document } from '../../domain/document.ts';
import { paragraph, referenceLine } from './phrases.ts';

/** For the requester, once, when a run follows one that broke on our side: somebody has taken it up again. */
export function goesOn(args: { readonly reference: string }): Document {
  return [
    paragraph('It goes on: we try again after the fault on our side. You need not do anything; we report here.'),
    referenceLine(args.reference),
  ];
}
