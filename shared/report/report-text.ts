import { isLeftOut } from '../domain/counts.ts';
import { display, nameWithId } from '../domain/display.ts';
import type { CoverageGap } from '../domain/evidence.ts';
import { isGuestOfOthers } from '../domain/guest.ts';
import type { Action, Plan } from '../domain/plan.ts';
import { accessSummary } from './access-summary.ts';
import { closingLines, type ReportMode } from './closing-lines.ts';
import { framed, padded, section } from './layout.ts';
import { reasonLine } from './one-line.ts';
import { followRemark, type Place, reasonOf } from './remarks.ts';
import type { Results } from './results.ts';
import { type Row, rowsInOrder } from './row-order.ts';

export interface ReportOptions {
  readonly identityProvider: string;
  readonly mode: ReportMode;
  /** What became of the additions; empty before anything was written. */
  readonly results?: Results;
}

/** One line before its columns are set. */
interface Line {
  readonly mark: string;
  readonly name: string;
  readonly detail: string;
  readonly outcome: string;
}

const IDP_TITLE = 'Actions required in your identity provider';
const IDP_NOTE = '(Cannot be done from Databricks — add target in Entra ID / Okta / etc.)';

/** The plan as a terminal or a file shows it: one section per owner of the work, then what happens next. */
export function provisioningText(plan: Plan, options: ReportOptions): string {
  const results: Results = options.results ?? new Map();
  const place: Place = options.mode === 'ticket' ? 'ticket' : 'command line';
  const rows = rowsInOrder(plan);
  const of = (fits: (action: Action) => boolean): string[] => {
    const wanted = new Set(plan.actions.filter(fits).map(({ group }) => group.id));
    const chosen = rows.filter((row) =>
      wanted.has(row.kind === 'action' ? row.action.group.id : row.follow.throughGroupId),
    );
    return columns(chosen.map((row) => lineOf(plan, row, place, results)));
  };
  return framed(heading(plan), [
    ...section(
      IDP_TITLE,
      of(({ type }) => type === 'IdP required'),
      IDP_NOTE,
    ),
    ...section(
      'Actions in Databricks',
      of(({ type }) => type === 'Databricks'),
    ),
    ...section(
      'Skipped — verified dead-end, no effective grants',
      of((action) => action.type === 'Skipped' && !isLeftOut(action, plan)),
    ),
    ...section(
      'Skipped — left out on request',
      of((action) => action.type === 'Skipped' && isLeftOut(action, plan)),
    ),
    ...section(
      'Unverified — could not be decided',
      of(({ type }) => type === 'Unverified'),
    ),
    ...section(
      'Blocked by policy',
      of(({ type }) => type === 'Blocked'),
    ),
    ...section(
      'Not copied — only group memberships are',
      plan.notCopied.map((text) => `- ${reasonLine(text)}`),
    ),
    ...section('Could not be read', gapLines(plan, isUnread)),
    ...section(
      'Notes',
      gapLines(plan, (gap) => !isUnread(gap)),
    ),
    ...closingLines(plan, { ...options, results }).map((line) => `  ${line}`),
  ]);
}

function heading(plan: Plan): string[] {
  const inactive = plan.source.active ? '' : ' — deactivated in Databricks';
  const guest = isGuestOfOthers(plan.target, plan.source) ? ' — guest of another organisation' : '';
  return [
    'Access provisioning report',
    `Source: ${nameWithId(plan.source)}${inactive}`,
    `Target: ${nameWithId(plan.target)}${guest}`,
    ...(plan.route === 'scim' ? ['Memberships read group by group: IAM v2 did not answer.'] : []),
  ];
}

/** A workspace without account groups was not looked into either, although nothing can be there. */
function isUnread({ area, hides }: CoverageGap): boolean {
  return hides || area === 'workspace';
}

/** A scan nobody asked for is not a failure: its rows say so themselves. */
function gapLines(plan: Plan, fits: (gap: CoverageGap) => boolean): string[] {
  return plan.coverage.gaps
    .filter((gap) => fits(gap) && (gap.area !== 'unityCatalog' || plan.coverage.unityCatalogScanned))
    .map(({ what, reason }) => `- ${reasonLine(what)}: ${reasonLine(reason)}`);
}

function columns(lines: readonly Line[]): string[] {
  const names = padded(lines.map(({ name }) => name));
  return lines.map(({ mark, detail, outcome }, index) => `${mark} ${names[index]}  ${detail}  ${outcome}`.trimEnd());
}

function lineOf(plan: Plan, row: Row, place: Place, results: Results): Line {
  if (row.kind === 'follow') {
    const { group, follows, throughType } = row.follow;
    const remark = followRemark(row.follow);
    const detail = follows ? `[transitive — ${remark}]` : `(${remark})`;
    return { mark: MARKS[throughType], name: display(group.name), detail, outcome: '' };
  }
  const { action } = row;
  const name = display(action.group.name);
  if (action.type === 'IdP required' || action.type === 'Databricks') {
    const opened = accessSummary(action, display);
    return { name, detail: opened === '' ? '' : `[${opened}]`, ...markAndOutcome(action, results) };
  }
  return { mark: MARKS[action.type], name, detail: `(${reasonOf(plan, action, place)})`, outcome: '' };
}

const MARKS = {
  'IdP required': '!',
  Databricks: '+',
  Skipped: '-',
  Unverified: '?',
  Blocked: 'x',
} as const satisfies Record<Action['type'], string>;

function markAndOutcome(action: Action, results: Results): { mark: string; outcome: string } {
  const found = action.type === 'Databricks' ? results.get(action.group.id) : undefined;
  if (!found) return { mark: MARKS[action.type], outcome: '' };
  const reason = found.reason === null ? '' : `: ${reasonLine(found.reason)}`;
  switch (found.result) {
    case 'applied':
      return { mark: '✓', outcome: '' };
    case 'already member':
      return { mark: '✓', outcome: 'was a member already' };
    case 'accepted, not yet confirmed':
      return { mark: '…', outcome: `${found.result}${reason}` };
    case 'would have been added':
      return { mark: '+', outcome: found.result };
    case 'refused':
    case 'failed':
      return { mark: '✗', outcome: `${found.result}${reason}` };
    case 'not written':
      return { mark: '-', outcome: `${found.result}${reason}` };
  }
}
