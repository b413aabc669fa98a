import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Adding, IdentityWork, Progress } from '../../domain/progress.ts';
import { utcTime } from '../times.ts';
import { counted, type Pair, paragraph, referenceLine, shortNames } from './phrases.ts';

export interface StatusArgs {
  readonly progress: Progress;
  /** Null while nobody has been found yet. */
  readonly pair: Pair | null;
  /** Who may approve, as people call them. */
  readonly approvers: string;
  /** True where adding in Databricks broke for good, and the identity team's half goes on. */
  readonly additionsBroke: boolean;
  /** What people call the identity task; null where there is none. */
  readonly identityTask: string | null;
  readonly identityProvider: string;
  /** True where the installation only plans just now. */
  readonly planOnly: boolean;
  readonly reference: string;
}

/**
 * The answer to `status?` while a run is open, for everybody who sees the ticket: where it stands, what it waits for and
 * on whom, until when. Counts only: whoever may ask need not know the source's groups.
 */
export function status(args: StatusArgs): Document {
  return [paragraph(sentences(args)), referenceLine(args.reference)];
}

function sentences(args: StatusArgs): string {
  const { progress } = args;
  const nothingWritten = args.planOnly ? ' This desk only plans for now: nothing is written in Databricks.' : '';
  switch (progress.at) {
    case 'reading':
      return 'We have the request and look for both people in Databricks. Nothing is needed from you.';
    case 'awaiting target':
      return `Waiting until the person who is to get the access is in Databricks. We look by ourselves until ${utcTime(progress.until)}.`;
    case 'awaiting turn':
      return `Waiting for the end of an earlier request for the same access. We go on by ourselves; it may take until ${utcTime(progress.until)}.`;
    case 'planning':
      return 'We compare the two and make the plan, which follows here. Nothing is needed from you.';
    case 'planned':
      return 'The plan is made and the next step is under way. Nothing is needed from you.';
    case 'awaiting approval':
      return `Waiting for approval until ${utcTime(progress.until)}, by ${mayApprove(args)}.${nothingWritten}`;
    case 'approved':
      return `Approved. We look once more whether the plan still fits${args.planOnly ? '.' : ', then we add the groups.'}${nothingWritten}`;
    case 'working':
      return [...addingLine(progress.databricks, args.additionsBroke), identityLine(args, progress.identity)].join(' ');
    case 'closing':
      return 'This request is being closed; the message about its end follows here.';
  }
}

function mayApprove({ approvers, pair }: StatusArgs): string {
  const group = display(approvers);
  if (pair === null) return group;
  const { source, target } = shortNames(pair);
  return `${group}, not requester, ${target} or ${source}`;
}

function addingLine({ planned, tried, inPlace, withheld }: Adding, broke: boolean): string[] {
  if (planned === 0) return [];
  const groups = counted(planned, 'Databricks group');
  if (withheld > 0) return [`Planned only, nothing is written: ${withheld} of ${groups} would have been added.`];
  if (broke) return [`Adding broke on our side, and IT has to repair it: ${inPlace} of ${groups} in place.`];
  if (tried < planned) return [`Approved and adding: ${inPlace} of ${groups} in place.`];
  return [`Approved: ${inPlace} of ${groups} in place.`];
}

function identityLine({ identityTask, identityProvider }: StatusArgs, identity: IdentityWork | null): string {
  if (identity === null) return 'The message about the end follows here.';
  const { planned, missing, until } = identity;
  const groups = counted(planned, `${display(identityProvider)} group`);
  if (missing === 0) return `All of ${groups} arrived; the message about the end follows here.`;
  const task = identityTask === null ? '' : ` (${display(identityTask)})`;
  if (until === null) return `The identity team${task} adds ${groups}.`;
  return `Waiting for the identity team${task} until ${utcTime(until)}: ${missing} of ${groups} to come.`;
}
