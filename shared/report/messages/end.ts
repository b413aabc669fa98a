import { countPlan } from '../../domain/counts.ts';
import { display, nameWithId } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import type { End } from '../../domain/ticket.ts';
import { oneLine } from '../one-line.ts';
import type { Results } from '../results.ts';
import { utcTime } from '../times.ts';
import { endHeadline } from './end-headline.ts';
import { withinLimit } from './limit.ts';
import { additionList, identityOutcomeOf, outcomeOf } from './outcome-lines.ts';
import { counted, enumerated, type Pair, paragraph, referenceLine, titledList } from './phrases.ts';

export interface EndArgs {
  readonly end: End;
  /** Null where the run ended before both were found. */
  readonly pair: Pair | null;
  /** Null where the run ended before there was a plan. */
  readonly plan: Plan | null;
  readonly results: Results;
  /** The approval that counted. */
  readonly approval: { readonly by: readonly string[]; readonly at: string; readonly remark: string | null } | null;
  /** Ids of the identity provider's groups that have not arrived; null where nobody has looked yet. */
  readonly identityMissing: readonly string[] | null;
  readonly identityTask: string | null;
  readonly identityProvider: string;
  /** Who ended it, as for a rejection, and why: `the ticket was deleted`. */
  readonly by: readonly string[];
  readonly detail: string | null;
  readonly at: string;
  readonly reference: string;
  /** True for IT, and for everybody where the stage shows group names to everyone. */
  readonly groupNames: boolean;
}

const LONGEST_DETAIL = 300;

/**
 * For requester and IT, once at every end: what was done, by whose approval, what is missing, the reference. Empty for
 * a run that had nothing new to do: it closes silently.
 */
export function endMessage(args: EndArgs): Document {
  if (args.end === 'nothing new') return [];
  const { plan } = args;
  return withinLimit([
    paragraph(endHeadline(args)),
    ...detailLine(args),
    ...(plan === null ? [] : workLines(args, plan)),
    ...approvalLine(args),
    ...(plan === null ? [] : [...leftOutLine(plan), ...names(args, plan)]),
    referenceLine(args.reference),
  ]);
}

/** What both halves have come to; there was no work where nothing was to be added. */
function workLines(args: EndArgs, plan: Plan): Block[] {
  if (args.end === 'nothing to add' || args.end === 'needs correction') return [];
  return [...writtenLine(args, plan), ...identityLine(args, plan)].map(paragraph);
}

function detailLine({ detail }: EndArgs): Block[] {
  return detail === null || detail.trim() === ''
    ? []
    : [paragraph(`Why: ${oneLine(detail, LONGEST_DETAIL).replace(/\.$/, '')}.`)];
}

function writtenLine({ results }: EndArgs, plan: Plan): string[] {
  const { planned, inPlace, rest } = outcomeOf(plan, results);
  if (planned === 0) return [];
  if (results.size === 0) return ['Databricks: nothing was written.'];
  const done = `Databricks: ${inPlace} of ${counted(planned, 'group')} in place`;
  if (rest === '') return [`${done}.`];
  return [`${done}; ${rest}.${inPlace === 0 ? '' : ' What is in place stays.'}`];
}

function identityLine({ end, identityMissing, identityTask, identityProvider }: EndArgs, plan: Plan): string[] {
  const { planned, arrived, missing } = identityOutcomeOf(plan, identityMissing);
  if (planned === 0) return [];
  const provider = display(identityProvider);
  if (identityMissing === null) return [`${provider}: nothing has arrived so far.`];
  const task = identityTask === null ? '' : ` (${display(identityTask)})`;
  const whose = end === 'done' ? `on the identity team${task}` : `the identity team's task${task} is closed`;
  const waiting = missing.length === 0 ? '' : `; missing: ${missing.length}, ${whose}`;
  return [`${provider}: ${arrived} of ${counted(planned, 'group')} arrived${waiting}.`];
}

function approvalLine({ approval }: EndArgs): Block[] {
  if (approval === null) return [];
  const remark = approval.remark === null ? '' : ` (${oneLine(approval.remark, LONGEST_DETAIL)})`;
  const who = enumerated(approval.by.map(display));
  return [paragraph(`Approved by ${who} on ${utcTime(approval.at)}${remark}.`)];
}

function leftOutLine(plan: Plan): Block[] {
  const { withoutEffect, undecided, blocked, leftOutOnRequest } = countPlan(plan);
  const parts = [
    [undecided, 'undecided'],
    [blocked, 'blocked'],
    [leftOutOnRequest, 'on request'],
    [withoutEffect, 'without effect'],
  ] as const;
  const said = parts.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`]));
  return said.length === 0 ? [] : [paragraph(`Left out of the plan: ${said.join(', ')}.`)];
}

function names({ results, identityMissing, groupNames }: EndArgs, plan: Plan): Block[] {
  if (!groupNames) return [];
  return [
    paragraph(`For ${nameWithId(plan.target)}, as ${nameWithId(plan.source)} has it:`),
    ...(results.size === 0 ? [] : additionList(plan, results)),
    ...(identityMissing === null ? [] : titledList('Not arrived', identityOutcomeOf(plan, identityMissing).missing)),
  ];
}
