import { BUILT_IN_GROUPS, type Group, type Member } from './group.ts';
import { byNameThenId } from './order.ts';
import type { Compared } from './principal.ts';

/** Groups and how they are nested, both ways. Cycles are allowed; every list is ordered by group name, then id. */
export interface GroupGraph {
  readonly groups: ReadonlyMap<string, Group>;
  /** Ids of the groups a group is a direct member of. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
  /** Ids of the groups that are direct members of a group. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** Builds the graph of the groups that were read; members outside it, and a group inside itself, are left out. */
export function readGraph(groups: Readonly<Record<string, Group>>): GroupGraph {
  const sorted = Object.values(groups).sort(byNameThenId);
  const byId = new Map(sorted.map((group) => [group.id, group]));
  const parents = new Map<string, string[]>(sorted.map(({ id }) => [id, []]));
  const children = new Map<string, string[]>();
  for (const group of byId.values()) {
    const inside = new Set(group.members.filter((member) => isKind(member, 'group')).map(({ id }) => id));
    const nested = sorted.filter(({ id }) => id !== group.id && inside.has(id)).map(({ id }) => id);
    children.set(group.id, nested);
    for (const child of nested) parents.get(child)?.push(group.id);
  }
  return { groups: byId, parents, children };
}

/**
 * Ids of the groups a principal is a direct member of, by group name, then id. Built-in groups hold every principal
 * (not every group), whether or not their long member lists were read.
 */
export function directGroups(graph: GroupGraph, principal: Pick<Compared, 'kind' | 'id'>): readonly string[] {
  const direct: string[] = [];
  for (const group of graph.groups.values()) {
    const listed = group.members.some((member) => member.id === principal.id && isKind(member, principal.kind));
    const holdsAll = principal.kind !== 'group' && BUILT_IN_GROUPS.has(group.name);
    if (listed || holdsAll) direct.push(group.id);
  }
  return direct;
}

/**
 * Every group reachable upward from the starting groups (given by name, then id), with the shortest path to it: group
 * ids from the start to the group, both included. Of several shortest paths the first by names, then ids, is taken.
 */
export function shortestPaths(graph: GroupGraph, starts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>(starts.map((id) => [id, [id]]));
  // A Map is walked in the order of insertion, entries added on the way included: this is the queue of the search.
  for (const [id, path] of paths) {
    for (const parent of graph.parents.get(id) ?? []) {
      if (!paths.has(parent)) paths.set(parent, [...path, parent]);
    }
  }
  return paths;
}

/**
 * Ids of all groups a group leads to, by name, then id; itself left out even inside a cycle. Built-in groups, and what
 * lies only behind them, are left out too: everybody has them already.
 */
export function ancestorsOf(graph: GroupGraph, groupId: string): readonly string[] {
  const found = new Set([groupId]);
  for (const id of found) {
    for (const parent of graph.parents.get(id) ?? []) {
      if (!isBuiltIn(graph, parent)) found.add(parent);
    }
  }
  found.delete(groupId);
  return [...graph.groups.keys()].filter((id) => found.has(id));
}

/** The groups with these ids, in their order; ids that were not read are left out. */
export function groupsAt(graph: GroupGraph, ids: readonly string[]): Group[] {
  return ids.map((id) => graph.groups.get(id)).filter((group) => group !== undefined);
}

/** True for groups that exist in every account and hold everybody. */
function isBuiltIn(graph: GroupGraph, groupId: string): boolean {
  return BUILT_IN_GROUPS.has(graph.groups.get(groupId)?.name ?? '');
}

/** A member whose kind SCIM does not tell fits every kind: its id decides. */
function isKind(member: Member, kind: Member['kind']): boolean {
  return member.kind === kind || member.kind === 'unknown';
}
