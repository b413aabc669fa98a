import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { oneLine } from '../one-line.ts';
import { utcTime } from '../times.ts';
import { paragraph } from './phrases.ts';

const LONGEST_HINT = 500;

/** For the requester, when the person who is to get access is not in Databricks yet. `hint` is the stage's own text. */
export function targetAwaited(args: { asked: string; hint: string; until: string }): Document {
  return [
    paragraph(`${display(args.asked)} is not in Databricks yet, so nothing can be added so far.`),
    paragraph(oneLine(args.hint, LONGEST_HINT)),
    paragraph(`We keep looking until ${utcTime(args.until)} and go on by ourselves; you need not file again.`),
  ];
}
