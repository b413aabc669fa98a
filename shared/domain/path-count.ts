import type { GroupGraph } from './membership.ts';

/** Counting stops here: a plan shows "99" as "99 or more". */
export const MOST_OTHER_PATHS = 99;

/**
 * How many paths without repetition lead from the starting groups to a group besides the one that is shown; 0 … 99.
 *
 * Paths are grown level by level and only by steps from which the group can still be reached, so that every unfinished
 * path stands for at least one more whole one: counting ends as soon as finished and unfinished ones pass the bound.
 * That keeps the work small even where the number of paths is astronomical, cycles included.
 */
export function countOtherPaths(graph: GroupGraph, starts: readonly string[], groupId: string): number {
  const useful = leadingTo(graph, groupId, new Set());
  let unfinished = starts.filter((id) => useful.has(id)).map((id) => [id]);
  let finished = 0;
  while (unfinished.length > 0 && finished + unfinished.length <= MOST_OTHER_PATHS) {
    const longer: string[][] = [];
    for (const path of unfinished) {
      const last = path.at(-1) ?? groupId;
      if (last === groupId) {
        finished += 1;
        continue;
      }
      const open = leadingTo(graph, groupId, new Set(path));
      for (const next of graph.parents.get(last) ?? []) if (open.has(next)) longer.push([...path, next]);
      if (finished + longer.length > MOST_OTHER_PATHS) return MOST_OTHER_PATHS;
    }
    unfinished = longer;
  }
  return Math.min(MOST_OTHER_PATHS, Math.max(0, finished + unfinished.length - 1));
}

/** The groups from which `groupId` can be reached upward without passing one of `avoided`; itself included. */
function leadingTo(graph: GroupGraph, groupId: string, avoided: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set([groupId]);
  for (const id of found) {
    for (const child of graph.children.get(id) ?? []) if (!avoided.has(child)) found.add(child);
  }
  return found;
}
