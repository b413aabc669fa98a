import { limit } from '#shared/adapters/http/limit.ts';
import { compareMemberships } from '#shared/domain/comparison.ts';
import type { Group } from '#shared/domain/group.ts';
import { readGraph } from '#shared/domain/membership.ts';
import type { MembershipLine } from '#shared/domain/plan.ts';
import type { Compared } from '#shared/domain/principal.ts';
import type { Client } from './client.ts';
import type { OnProgress, Patience } from './patience.ts';

/** Groups read at once; on the SCIM route every group of the account is read. */
const CONCURRENCY = 8;

/**
 * Compares memberships alone, without what the groups open: what is asked where one of the two is a group. Origins come
 * from the groups' externalId.
 */
export async function readMemberships(
  { directory }: Client,
  patience: Patience,
  source: Compared,
  target: Compared,
  onProgress: OnProgress,
): Promise<MembershipLine[]> {
  let calls = 0;
  const counted = <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    onProgress({ doing: 'reading memberships', calls });
    return patience.call(work);
  };
  const known = await Promise.all([source, target].map(({ id }) => counted(() => directory.transitiveGroupIds(id))));
  const ids = known.includes(null)
    ? await counted(() => directory.listGroupIds())
    : known.flatMap((list) => list ?? []);
  const oneOfFew = limit(CONCURRENCY);
  const read = await Promise.all([...new Set(ids)].map((id) => oneOfFew(() => counted(() => directory.readGroup(id)))));
  const groups = Object.fromEntries(
    read.flatMap((group) => (group === null ? [] : [[group.id, lean(group)] as const])),
  );
  return compareMemberships({ source, target, groups, sourceMembership: {} }, readGraph(groups));

  /** A group of ten thousand people is one edge or none here. */
  function lean(group: Group): Group {
    const matters = group.members.filter(({ kind, id }) => kind === 'group' || id === source.id || id === target.id);
    return { ...group, members: matters };
  }
}
