import { display, nameWithId } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import type { CoverageGap } from '../../domain/evidence.ts';
import type { Action, Follow, Plan } from '../../domain/plan.ts';
import { givesMembership } from '../../domain/plan-follows.ts';
import { UNUSUALLY_SMALL } from '../../domain/verdict.ts';
import { accessSummary } from '../access-summary.ts';
import { oneLine, reasonLine } from '../one-line.ts';
import { followRemark, reasonOf } from '../remarks.ts';
import { type Row, rowsInOrder } from '../row-order.ts';
import { withinLimit } from './limit.ts';
import { counted, paragraph, titledList } from './phrases.ts';

export interface PlanFullArgs {
  readonly plan: Plan;
  readonly digest: string;
  readonly identityProvider: string;
  /** Names of the files attached with it. */
  readonly files: readonly string[];
}

const MOST_OBJECTS = 6;
const LONGEST_NOTE = 300;

/** More rows than anybody reads in a comment, and than Jira takes of a table; the rest is in the attached file. */
const MOST_ROWS = 50;

/**
 * For approver and IT: every row of the plan, those that need eyes first (elevated, unusual, blocked, undecided), with
 * what the evidence says, what was read, what is not copied, and the digest that approval holds to.
 */
export function planFull(args: PlanFullArgs): Document {
  const { plan } = args;
  return withinLimit([
    paragraph(`${plan.verdict.word}: full plan, ${nameWithId(plan.source)} → ${nameWithId(plan.target)}.`),
    ...titledList(
      'Why look closer',
      plan.verdict.reasons.map((reason) => oneLine(reason, LONGEST_NOTE)),
    ),
    ...table(args),
    ...leaveOut(plan),
    ...titledList('What was read', coverage(plan)),
    ...titledList('Not copied: only group memberships are', plan.notCopied.map(reasonLine)),
    ...fingerprint(args),
  ]);
}

function table(args: PlanFullArgs): Block[] {
  const rows = rowsInOrder(args.plan).toSorted((a, b) => urgency(a) - urgency(b));
  if (rows.length === 0) return [];
  const [file] = args.files;
  // Without a file this comment is the only place that names them.
  const shown = file === undefined ? rows : rows.slice(0, MOST_ROWS);
  const rest = rows.length - shown.length;
  const header = ['What happens', 'Group', 'What it opens', 'Note'];
  return [
    { kind: 'table', header, rows: shown.map((row) => cells(row, args)) },
    ...(rest === 0 ? [] : [paragraph(`… and ${counted(rest, 'row')} more: all of them are in ${file}.`)]),
  ];
}

function urgency(row: Row): number {
  if (row.kind === 'follow') return 6;
  if (row.action.elevated.length > 0) return 0;
  if (isUnusual(row.action) && givesMembership(row.action)) return 1;
  return { Blocked: 2, Unverified: 3, Databricks: 4, 'IdP required': 5, Skipped: 7 }[row.action.type];
}

function isUnusual({ memberCount }: Action): boolean {
  return memberCount <= UNUSUALLY_SMALL;
}

/** The names stand here, so this is where one can be copied from. */
function leaveOut({ actions }: Plan): Block[] {
  if (!actions.some(givesMembership)) return [];
  return [
    paragraph('To leave a group out before the decision, requester or service desk reply with a line like this:'),
    { kind: 'code', text: 'without: group-name' },
  ];
}

function cells(row: Row, args: PlanFullArgs): string[] {
  const { group, path, otherPaths } = row.kind === 'action' ? row.action : row.follow;
  const notes = row.kind === 'action' ? actionNotes(args.plan, row.action) : [followRemark(row.follow)];
  const others = otherPaths === 0 ? '' : ` (and ${counted(otherPaths, 'other path')})`;
  return [
    row.kind === 'action' ? actionWord(row.action, args.identityProvider) : followWord(row.follow),
    display(group.name),
    opens(row, args.plan),
    [...notes, `path: ${path.map(display).join(' → ')}${others}`].join('; '),
  ];
}

function actionWord(action: Action, identityProvider: string): string {
  const words = {
    Databricks: 'add in Databricks',
    'IdP required': `add in ${display(identityProvider)}`,
    Blocked: 'BLOCKED',
    Unverified: 'UNDECIDED',
    Skipped: 'left out',
  } as const satisfies Record<Action['type'], string>;
  return action.elevated.length > 0 ? `ELEVATED: ${words[action.type]}` : words[action.type];
}

function followWord({ follows }: Follow): string {
  return follows ? 'follows' : 'does not follow';
}

function opens(row: Row, { coverage }: Plan): string {
  const found = accessSummary(row.kind === 'action' ? row.action : row.follow, display, MOST_OBJECTS);
  const roles = row.kind === 'action' ? row.action.roles.map((role) => `role ${display(role)}`) : [];
  if (found !== '' || roles.length > 0) return [...roles, ...(found === '' ? [] : [found])].join('; ');
  const proved = row.kind === 'action' ? row.action.evidence === 'no' : allWasRead(coverage);
  return proved ? 'nothing (all was read)' : 'not known';
}

function allWasRead({ workspacesRead, workspacesTotal, unityCatalogComplete, gaps }: Plan['coverage']): boolean {
  return workspacesRead === workspacesTotal && unityCatalogComplete && !gaps.some(({ hides }) => hides);
}

function actionNotes(plan: Plan, action: Action): string[] {
  const decided = action.type === 'Databricks' || action.type === 'IdP required';
  return [
    ...(decided ? [] : [reasonOf(plan, action, 'ticket')]),
    ...action.elevated.map((reason) => oneLine(reason, LONGEST_NOTE)),
    ...(isUnusual(action) ? [`unusual: only ${counted(action.memberCount, 'direct member')}`] : []),
  ];
}

function coverage({ coverage: read, route }: Plan): string[] {
  return [
    `Workspaces: ${read.workspacesRead} of ${read.workspacesTotal}`,
    `Unity Catalog: ${unityCatalog(read)}`,
    `Memberships: ${route === 'iam-v2' ? 'IAM v2' : 'group by group over SCIM, IAM v2 did not answer'}`,
    ...read.gaps.map((gap) => `${gapWord(gap)}: ${reasonLine(gap.what)} (${reasonLine(gap.reason)})`),
    ...(read.notCovered.length === 0 ? [] : [`Never looked at: ${read.notCovered.map(reasonLine).join(', ')}`]),
  ];
}

/** Where nothing could have been, a gap is no reason for doubt. */
function gapWord({ area, hides }: CoverageGap): string {
  if (hides) return 'Not read';
  return area === 'workspace' ? 'Not read, but nothing can be there' : 'Note';
}

function unityCatalog(read: Plan['coverage']): string {
  if (!read.unityCatalogScanned) return 'not scanned';
  const extent = read.unityCatalogComplete ? 'read completely' : 'read in part';
  return `${extent}, ${read.unityCatalogCalls} calls`;
}

function fingerprint({ digest, files }: PlanFullArgs): Block[] {
  return [
    paragraph(
      `Digest of this plan: ${digest}. Nothing beyond it is applied: where it would be more, you are asked again.`,
    ),
    ...(files.length === 0 ? [] : [paragraph(`Attached: ${files.join(', ')}`)]),
  ];
}
