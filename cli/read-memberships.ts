import { limit } from '#shared/adapters/http/limit.ts';
import { compareMemberships, unplacedGroups } from '#shared/domain/comparison.ts';
import type { CoverageGap } from '#shared/domain/evidence.ts';
import type { Group, Member } from '#shared/domain/group.ts';
import { readGraph } from '#shared/domain/membership.ts';
import type { MembershipLine } from '#shared/domain/plan.ts';
import type { Compared } from '#shared/domain/principal.ts';
import { DirectoryUnavailable } from '#shared/errors.ts';
import { goneGap } from '#shared/planning/absorb.ts';
import { assertMembersAreShown } from '#shared/planning/stages.ts';
import type { GroupPage } from '#shared/ports/directory.ts';
import type { Client } from './client.ts';
import type { OnProgress, Patience } from './patience.ts';

/** Groups read at once; on the SCIM route every group of the account is read. */
const CONCURRENCY = 24;

/**
 * Compares memberships alone, without what the groups open: what is asked where one of the two is a group. Origins come
 * from the groups' externalId. `gaps` says which memberships could not be told.
 * @throws DirectoryRefused where no group shows its members, and what reading Databricks throws
 */
export async function readMemberships(
  { directory, calls }: Client,
  patience: Patience,
  source: Compared,
  target: Compared,
  onProgress: OnProgress,
): Promise<{ readonly lines: MembershipLine[]; readonly gaps: CoverageGap[] }> {
  const before = calls();
  const counted = <T>(work: () => Promise<T>): Promise<T> =>
    patience.read(() => work().finally(() => onProgress({ doing: 'reading memberships', calls: calls() - before })));
  const known = await Promise.all([source, target].map(({ id }) => counted(() => directory.transitiveGroupIds(id))));
  const named = known.includes(null) ? null : new Set(known.flatMap((list) => list ?? []));
  const ids = [...(named ?? (await allGroupIds()))];
  const oneOfFew = limit(CONCURRENCY);
  const read = await Promise.all(ids.map((id) => oneOfFew(() => counted(() => directory.readGroup(id)))));
  const groups = Object.fromEntries(
    read.flatMap((group) => (group === null ? [] : [[group.id, lean(group)] as const])),
  );
  assertMembersAreShown({ groups });
  const found = { source, target, groups, sourceMembership: {} };
  const graph = readGraph(groups);
  // A list of the whole account holds groups of others, and what was deleted since; IAM v2 names theirs alone.
  const gaps =
    named === null
      ? []
      : [...ids.filter((id) => groups[id] === undefined).map(goneGap), ...unplacedGroups(found, graph)];
  return { lines: compareMemberships(found, graph), gaps };

  async function allGroupIds(): Promise<readonly string[]> {
    const found = new Set<string>();
    let most = 0;
    for (let startIndex: number | null = 1; startIndex !== null; ) {
      const from: number = startIndex;
      const { ids, next, total }: GroupPage = await counted(() => directory.listGroupIds(from));
      for (const id of ids) found.add(id);
      // Groups deleted between two pages move others onto a page that was read already.
      const shrank = total !== null && total < most;
      if (shrank || (next === null && found.size < (total ?? 0)))
        throw new DirectoryUnavailable({ what: 'list of Groups: pages are missing' });
      most = Math.max(most, total ?? 0);
      startIndex = next;
    }
    return [...found];
  }

  /** A group of ten thousand people is one edge or none here. */
  function lean(group: Group): Group {
    const mayNest = ({ kind }: Member) => kind === 'group' || kind === 'unknown';
    const matters = (member: Member) => mayNest(member) || member.id === source.id || member.id === target.id;
    return { ...group, members: group.members.filter(matters) };
  }
}
