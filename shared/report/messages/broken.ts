import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import { paragraph, type RecordHead, recordLine, referenceLine } from './phrases.ts';

/**
 * For requester and IT, when something stays broken on our side. `written` counts the memberships that were written
 * before, null where that is not known, `unclear` those sent without a clear answer; step and error are named for IT
 * only. `record` is null where the run goes on in its other half, and where its end could not be recorded.
 */
export function broken(args: {
  readonly reference: string;
  readonly written: number | null;
  readonly unclear?: number;
  readonly forIt: { readonly step: string; readonly error: string } | null;
  readonly record: RecordHead | null;
}): Document {
  return [
    paragraph('Something broke on our side. Your request is fine: no need to file again. IT has to repair it first.'),
    paragraph(writtenBefore(args.written, args.unclear ?? 0)),
    ...(args.forIt === null
      ? []
      : [paragraph(`Step ${display(args.forIt.step)}, error ${display(args.forIt.error)}.`)]),
    referenceLine(args.reference),
    ...(args.record === null ? [] : [recordLine(args.record)]),
  ];
}

function writtenBefore(count: number | null, unclear: number): string {
  if (count === null) return 'Whether anything was written in Databricks before it broke is not known: IT has to look.';
  const [were, they] = unclear === 1 ? ['membership was', 'it'] : ['memberships were', 'they'];
  const sent = `${unclear} ${were} sent without a clear answer: ${they} may be there or not.`;
  if (count === 0) return unclear === 0 ? 'Nothing was changed in Databricks so far.' : sent;
  const stay = count === 1 ? 'membership, which stays' : 'memberships, which stay';
  return `Written in Databricks before it broke: ${count} ${stay}.${unclear === 0 ? '' : ` ${sent}`}`;
}
