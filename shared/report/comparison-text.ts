import { display, fullName, pairNames } from '../domain/display.ts';
import { BUILT_IN_GROUPS } from '../domain/group.ts';
import type { MembershipLine, Plan, PlanGroup } from '../domain/plan.ts';
import type { Compared } from '../domain/principal.ts';
import { framed, padded } from './layout.ts';
import { actionRemark, followRemark, type Place } from './remarks.ts';
import { rowsInOrder } from './row-order.ts';

interface Entry {
  readonly group: PlanGroup;
  readonly kind: 'direct' | 'transitive';
  /** Null where there is nothing to say. */
  readonly remark: string | null;
  readonly path: readonly string[] | null;
}

/**
 * The comparison as a terminal or a file shows it: what only the source has, with what can be done about it, what only
 * the target has, and what both have. Every group takes a fixed number of lines, whatever its name contains.
 */
export function comparisonText(plan: Plan, options: { identityProvider: string; place?: Place }): string {
  const missing = missingEntries(plan, options.place ?? 'command line', options.identityProvider);
  const extra = onlyInTarget(plan.comparison).map((line) => extraEntry(line, NOT_PART));
  return block(plan, missing, extra, plan.comparison);
}

/** The same where nothing is planned, because one of the two is a group: who is in what, and how. */
export function membershipsText(compared: Pair & Pick<Plan, 'comparison'>): string {
  const { comparison } = compared;
  const missing = comparison
    .filter(({ inSource, inTarget }) => inSource && !inTarget)
    .map((line) => ({ ...unplannedEntry(line), remark: null }));
  const extra = onlyInTarget(comparison).map((line) => ({ ...extraEntry(line, null), path: line.pathInTarget }));
  return block(compared, missing, extra, comparison);
}

interface Pair {
  readonly source: Compared;
  readonly target: Compared;
}

const NOT_PART = 'not part of this request, left as it is';

function onlyInTarget(comparison: Plan['comparison']): MembershipLine[] {
  return comparison.filter(({ inSource, inTarget }) => inTarget && !inSource);
}

function block(pair: Pair, missing: readonly Entry[], extra: readonly Entry[], all: Plan['comparison']): string {
  const [source, target] = pairNames(pair.source, pair.target);
  const lines = entryLines([...missing, ...extra]);
  const shared = all.filter((line) => line.inSource && line.inTarget);
  return framed(
    [`Comparison: ${display(fullName(pair.source))}  vs  ${display(fullName(pair.target))}`],
    [
      ...sectionOf(`Groups ${source} has that ${target} does not`, lines.slice(0, missing.length)),
      ...(missing.length === 0 ? [`  ${target} is in every group ${source} is in.`, ''] : []),
      ...sectionOf(`Groups ${target} has that ${source} does not`, lines.slice(missing.length)),
      ...sharedSection(shared, pair),
    ],
  );
}

/** The gap as the plan judges it; built-in groups are in no plan and are never copied. */
function missingEntries(plan: Plan, place: Place, identityProvider: string): Entry[] {
  const planned = rowsInOrder(plan).map((row): Entry => {
    if (row.kind === 'follow') {
      const { group, path } = row.follow;
      return { group, kind: 'transitive', remark: followRemark(row.follow), path };
    }
    const { group, path } = row.action;
    return { group, kind: 'direct', remark: actionRemark(plan, row.action, place, identityProvider), path };
  });
  const known = new Set(planned.map(({ group }) => group.id));
  const others = plan.comparison.filter(
    ({ group, inSource, inTarget }) => inSource && !inTarget && !known.has(group.id),
  );
  return [...planned, ...others.map(unplannedEntry)];
}

function unplannedEntry(line: MembershipLine): Entry {
  const kind = line.directInSource ? 'direct' : 'transitive';
  const remark = BUILT_IN_GROUPS.has(line.group.name) ? 'built-in group, never copied' : 'not planned';
  return { group: line.group, kind, remark, path: line.pathInSource };
}

function extraEntry(line: MembershipLine, remark: string | null): Entry {
  const kind = line.directInTarget ? 'direct' : 'transitive';
  return { group: line.group, kind, remark, path: null };
}

/** Indentation tells a group from its path: a name brings none of its own. */
function nameAtStart(name: string): string {
  return display(name).trimStart();
}

/** Both sections share their columns, so that a reader's eye finds the remarks in one place. */
function entryLines(entries: readonly Entry[]): string[][] {
  const names = padded(entries.map(({ group }) => nameAtStart(group.name)));
  const kinds = padded(entries.map(({ group, kind }) => `(${kind}, ${group.origin})`));
  return entries.map(({ remark, path }, index) => [
    `    ${names[index]} ${kinds[index]}${remark === null ? '' : ` ← ${remark}`}`.trimEnd(),
    ...(path ? [`      path: ${path.map((name) => display(name)).join(' → ')}`] : []),
  ]);
}

/** A section's number counts its groups, not their paths. */
function sectionOf(title: string, groups: readonly (readonly string[])[]): string[] {
  if (groups.length === 0) return [];
  return [`  ${title} (${groups.length}):`, ...groups.flat(), ''];
}

function sharedSection(shared: readonly MembershipLine[], pair: Pair): string[] {
  const names = shared.map(({ group }) => nameAtStart(group.name));
  const lines =
    names.length === 0 ? [] : [`  Groups both belong to (${names.length}):`, `    ${names.join('  |  ')}`, ''];
  // Two people of one team share something; that a group is in no group says nothing.
  const isPeople = pair.source.kind !== 'group' && pair.target.kind !== 'group';
  const nothingOwn = isPeople && shared.every(({ group }) => BUILT_IN_GROUPS.has(group.name));
  return nothingOwn
    ? [...lines, '  NOTHING IN COMMON: no group of their own is shared. Are these the right two?', '']
    : lines;
}
