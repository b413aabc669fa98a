import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { utcTime } from '../times.ts';
import { paragraph } from './phrases.ts';

/** For the requester, when a plan takes longer than two minutes: we have it, and when to expect more. */
export function received(args: { source: string; target: string; expectBy: string }): Document {
  return [
    paragraph(
      `We have your request: ${display(args.target)} is to get what ${display(args.source)} has in Databricks.`,
    ),
    paragraph(
      `Working it out takes a while. Expect the plan here by ${utcTime(args.expectBy)}; you need not do anything.`,
    ),
  ];
}
