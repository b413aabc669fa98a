import { countPlan } from '../../domain/counts.ts';
import { display, nameWithId } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { oneLine } from '../one-line.ts';
import { utcTime } from '../times.ts';
import type { EndArgs } from './end-args.ts';
import { endHeadline } from './end-headline.ts';
import { withinLimit } from './limit.ts';
import { additionList, followList, identityOutcomeOf, lateFollowers, outcomeOf } from './outcome-lines.ts';
import { counted, enumerated, paragraph, recordLine, referenceLine, TO_GO_ON, titledList } from './phrases.ts';

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
    ...(plan === null ? [] : [...leftOutLine(args, plan), ...names(args, plan)]),
    referenceLine(args.reference),
    recordLine(args.record),
  ]);
}

/** What both halves have come to; there was no work where nothing was to be added. */
function workLines(args: EndArgs, plan: Plan): Block[] {
  if (args.end === 'nothing to add' || (args.end === 'needs correction' && args.approval === null)) return [];
  const written = [...writtenLine(args, plan), ...lateFollowers(args.followsMissing.length)];
  return [...(written.length === 0 ? [] : [written.join(' ')]), ...identityLine(args, plan)].map(paragraph);
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

function identityLine(args: EndArgs, plan: Plan): string[] {
  const { approval, identityMissing, identityProvider } = args;
  const { planned, arrived, missing } = identityOutcomeOf(plan, identityMissing);
  if (planned === 0) return [];
  const provider = display(identityProvider);
  if (identityMissing === null) {
    // Nobody was asked to add anything.
    if (approval === null) return [];
    const they = planned === 1 ? 'it has' : 'they have';
    return [`${provider}: ${counted(planned, 'group')}; we had not looked yet whether ${they} arrived.`];
  }
  const rest = missing.length === 0 ? '.' : `; missing: ${missing.length}${whatOfMissing(args)}`;
  return [`${provider}: ${arrived} of ${counted(planned, 'group')} arrived${rest}`];
}

/** Work that has come to its end lacks something only where the time for it is up: then nobody looks any more. */
function whatOfMissing({ end, identityTask }: EndArgs): string {
  if (end === 'done') return `. Time is up: we look no longer. ${TO_GO_ON}`;
  // Our tasks are closed by now; the one that asks for it may be another request's, and goes on.
  if (identityTask === null) return ', and we look no longer.';
  return `, the identity team's task (${display(identityTask)}) is closed.`;
}

function approvalLine({ approval }: EndArgs): Block[] {
  if (approval === null) return [];
  const remark = approval.remark === null ? '' : ` (${oneLine(approval.remark, LONGEST_DETAIL)})`;
  const who = approval.by.length === 0 ? 'Counted as approved' : `Approved by ${enumerated(approval.by.map(display))}`;
  return [paragraph(`${who} on ${utcTime(approval.at)}${remark}.`)];
}

/** Only where the plan has come to its end: of one that was rejected or dropped nobody asks what it left out. */
function leftOutLine({ end }: EndArgs, plan: Plan): Block[] {
  if (end !== 'done' && end !== 'nothing to add') return [];
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

function names({ results, followsMissing, identityMissing, groupNames }: EndArgs, plan: Plan): Block[] {
  if (!groupNames) return [];
  return [
    paragraph(`For ${nameWithId(plan.target)}, as ${nameWithId(plan.source)} has it:`),
    ...(results.size === 0 ? [] : additionList(plan, results)),
    ...followList(plan, followsMissing),
    ...(identityMissing === null ? [] : titledList('Not arrived', identityOutcomeOf(plan, identityMissing).missing)),
  ];
}
