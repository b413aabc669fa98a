import { display, fullName } from './display.ts';
import type { CoverageGap } from './evidence.ts';
import type { Findings } from './findings.ts';
import type { Group } from './group.ts';
import { directGroups, type GroupGraph, shortestPaths } from './membership.ts';
import type { MembershipLine, PlanGroup } from './plan.ts';
import type { Compared } from './principal.ts';

/** Two whose memberships were read, with every group either is in. */
export interface Memberships extends Pick<Findings, 'groups' | 'sourceMembership'> {
  readonly source: Compared;
  readonly target: Compared;
}

/** How one of the two is in its groups. */
interface Standing {
  /** Ids of the groups it is a direct member of, by name, then id. */
  readonly direct: readonly string[];
  /** Shortest path to each group it is in, as group ids. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

function standingOf(graph: GroupGraph, principal: Compared): Standing {
  const direct = directGroups(graph, principal);
  return { direct, paths: shortestPaths(graph, direct) };
}

/**
 * Compares the two: one line per group either is in, by group name, then id. Built-in groups are among them, as
 * shared ones.
 */
export function compareMemberships(findings: Memberships, graph: GroupGraph): MembershipLine[] {
  const source = standingOf(graph, findings.source);
  const target = standingOf(graph, findings.target);
  const lines: MembershipLine[] = [];
  for (const group of graph.groups.values()) {
    const inSource = source.paths.has(group.id);
    const inTarget = target.paths.has(group.id);
    if (!inSource && !inTarget) continue;
    lines.push({
      group: toPlanGroup(group, findings),
      inSource,
      inTarget,
      directInSource: source.direct.includes(group.id),
      directInTarget: target.direct.includes(group.id),
      pathInSource: pathNames(graph, findings.source, source.paths.get(group.id) ?? []),
      pathInTarget: pathNames(graph, findings.target, target.paths.get(group.id) ?? []),
    });
  }
  return lines;
}

/**
 * A gap for every group that was read although no path from either principal leads to it: something was hidden or just
 * changed.
 */
export function unplacedGroups(findings: Memberships, graph: GroupGraph): CoverageGap[] {
  const source = standingOf(graph, findings.source);
  const target = standingOf(graph, findings.target);
  return [...graph.groups.values()]
    .filter(({ id }) => !source.paths.has(id) && !target.paths.has(id))
    .map(({ name }) => ({
      area: 'membership',
      what: `nesting of ${display(name)} not readable`,
      reason: 'no path from source or target leads to it',
      hides: true,
    }));
}

/**
 * A group as the plan shows it. External: synced from the identity provider (externalId is set), or IAM v2 tells that
 * the provider owns the source's own membership in it.
 */
function toPlanGroup(group: Group, { sourceMembership }: Pick<Findings, 'sourceMembership'>): PlanGroup {
  const external = group.externalId !== null || sourceMembership[group.id] === 'external';
  return { id: group.id, name: group.name, externalId: group.externalId, origin: external ? 'external' : 'internal' };
}

/** A path in words: the principal's full name, then group names; empty for an empty path. */
export function pathNames(graph: GroupGraph, principal: Compared, path: readonly string[]): string[] {
  if (path.length === 0) return [];
  return [fullName(principal), ...path.map((id) => graph.groups.get(id)?.name ?? id)];
}
