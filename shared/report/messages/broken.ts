import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { paragraph, type RecordHead, recordLine, referenceLine } from './phrases.ts';

/**
 * For requester and IT, when something stays broken on our side. `written` counts the memberships that were written
 * before; step and error are named for IT only. `record` is null where the run goes on in its other half, and where its
 * end could not be recorded.
 */
export function broken(args: {
  readonly reference: string;
  readonly written: number;
  readonly forIt: { readonly step: string; readonly error: string } | null;
  readonly record: RecordHead | null;
}): Document {
  return [
    paragraph('Something broke on our side. Your request is fine: no need to file again. IT has to repair it first.'),
    paragraph(writtenBefore(args.written)),
    ...(args.forIt === null
      ? []
      : [paragraph(`Step ${display(args.forIt.step)}, error ${display(args.forIt.error)}.`)]),
    referenceLine(args.reference),
    ...(args.record === null ? [] : [recordLine(args.record)]),
  ];
}

function writtenBefore(count: number): string {
  if (count === 0) return 'Nothing was changed in Databricks so far.';
  return `Written in Databricks before it broke: ${count} ${count === 1 ? 'membership, which stays' : 'memberships, which stay'}.`;
}
