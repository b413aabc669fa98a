import type { Document } from '../../domain/document.ts';
import { paragraph, type RecordHead, recordLine, referenceLine } from './phrases.ts';

/**
 * For everybody, when a run is over that told before that something broke, while its other half went on. `record` is null
 * where the end could not be recorded.
 */
export function brokenEnd(args: { readonly reference: string; readonly record: RecordHead | null }): Document {
  return [
    paragraph(
      'This request has ended with what broke, see our message above. IT has to repair it; no need to file again.',
    ),
    referenceLine(args.reference),
    ...(args.record === null ? [] : [recordLine(args.record)]),
  ];
}
