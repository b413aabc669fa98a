import fc from 'fast-check';
import type { PlanOptions } from '#shared/domain/build-plan.ts';
import type { CoverageGap, Evidence, SecurableGrant, WorkspaceAccess } from '#shared/domain/evidence.ts';
import type { Findings } from '#shared/domain/findings.ts';
import type { Group } from '#shared/domain/group.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { aGroup, aServicePrincipal, byId, thomas, uwe } from './builders.ts';

/** Names that collide, differ by case only, need escaping or are built in. */
const NAMES = [
  'team-a',
  'Team-A',
  'TEAM-A',
  'team-b',
  'prod',
  'ünïcode',
  '😀',
  'ｚ',
  '‮evil',
  'account users',
  'admins-x',
];

const level = fc.constantFrom('USER' as const, 'ADMIN' as const, 'UNKNOWN' as const);

const assignment = (viaGroupId: string): fc.Arbitrary<WorkspaceAccess> =>
  fc.record({
    workspaceId: fc.constantFrom('w1', 'w2', 'w3'),
    workspaceName: fc.constantFrom('dev', 'prod', ''),
    level,
    viaGroupId: fc.constant(viaGroupId),
  });

const grant = (viaGroupId: string): fc.Arbitrary<SecurableGrant> =>
  fc.record({
    metastoreId: fc.constantFrom('m1', 'm2'),
    kind: fc.constantFrom('catalog', 'schema', 'external_location'),
    name: fc.constantFrom('ml', 'main.sales'),
    privileges: fc.subarray(['SELECT', 'USE_CATALOG', 'USE CATALOG', 'MANAGE', 'ALL_PRIVILEGES', 'OWNER']),
    viaGroupId: fc.constant(viaGroupId),
  });

const gap = fc.record({
  area: fc.constantFrom('workspace' as const, 'unityCatalog' as const),
  what: fc.constantFrom('tables', 'dev', 'metastore m2'),
  reason: fc.constantFrom('403', 'timeout'),
  hides: fc.boolean(),
});

function arbitraryEvidence(ids: readonly string[]): fc.Arbitrary<Evidence> {
  const perId = <T>(entry: (id: string) => fc.Arbitrary<T>) =>
    fc
      .tuple(
        ...ids.map((id) =>
          fc.oneof({ weight: 3, arbitrary: fc.constant<T[]>([]) }, fc.array(entry(id), { maxLength: 3 })),
        ),
      )
      .map((lists) => Object.fromEntries(ids.map((id, index) => [id, lists[index] ?? []])));
  return fc.record({
    assignments: perId(assignment),
    grants: perId(grant),
    workspaces: fc.record({ complete: mostly(true), read: fc.constant(3), total: fc.constantFrom(3, 4) }),
    unityCatalog: fc.record({ scanned: mostly(true), complete: mostly(true), calls: fc.nat(20) }),
    gaps: fc.oneof({ weight: 6, arbitrary: fc.constant<CoverageGap[]>([]) }, fc.array(gap, { maxLength: 3 })),
  });
}

const mostly = (value: boolean) => fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, fc.constant(!value));
const rarely = <T>(some: T, none: T) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(none) }, { weight: 1, arbitrary: fc.constant(some) });

/** Source and target of any kind, sometimes a user next to a service principal: comparing them is allowed. */
export const anyPair: fc.Arbitrary<readonly [Principal, Principal]> = fc.constantFrom<readonly [Principal, Principal]>(
  [thomas, uwe],
  [{ ...thomas, active: false, roles: ['account_admin', 'billing_admin'] }, uwe],
  [aServicePrincipal('81', 'etl-prod'), aServicePrincipal('82', 'etl-test')],
  [aServicePrincipal('81', 'etl-prod'), aServicePrincipal('82', 'etl-test', { externalId: 'entra-82' })],
);

/** Any nesting, cycles and self-membership included; each group holds any of the others, the source, the target. */
export function arbitraryGroups(source: Principal, target: Principal): fc.Arbitrary<Group[]> {
  return fc.integer({ min: 1, max: 9 }).chain((count) => {
    const ids = Array.from({ length: count }, (_, index) => `g${index}`);
    const one = (id: string) =>
      fc
        .record({
          name: fc.constantFrom(...NAMES),
          nested: fc.oneof(fc.constant<string[]>([]), fc.subarray(ids, { maxLength: Math.min(3, count) })),
          holds: fc.oneof(
            { weight: 4, arbitrary: fc.constant([source]) },
            { weight: 4, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.constant([target]) },
            { weight: 1, arbitrary: fc.constant([source, target]) },
          ),
          untyped: rarely(true, false),
          externalId: fc.constantFrom(null, null, null, `entra-${id}`),
          roles: rarely(['billing_admin', 'account_admin'], []),
          memberCount: fc.constantFrom(2, 20),
        })
        .map(({ name, nested, holds, untyped, ...more }) => {
          const members = [
            ...nested.map((nestedId) => ({ kind: 'group' as const, id: nestedId })),
            ...holds.map((principal) => ({ kind: principal.kind, id: principal.id })),
          ];
          return aGroup(
            id,
            name,
            untyped ? members.map((member) => ({ ...member, kind: 'unknown' as const })) : members,
            more,
          );
        });
    return fc.tuple(...ids.map(one));
  });
}

export interface GeneratedAccount {
  readonly findings: Findings;
  readonly options: Omit<PlanOptions, 'without'>;
}

const nothing = { ids: [], names: [] };

/** Accounts with nesting, cycles, case twins, mixed ownership and missing evidence. */
export const anyAccount: fc.Arbitrary<GeneratedAccount> = anyPair.chain(([source, target]) =>
  fc.tuple(arbitraryGroups(source, target), mostly(true)).chain(([all, isRead]) => {
    // As they are read: groups of the two. Any other is one whose nesting could not be told, which leaves all undecided.
    const theirs = modelMemberships(all, source).union(modelMemberships(all, target));
    const groups = isRead ? all.filter(({ id }) => theirs.has(id)) : all;
    const ids = groups.map(({ id }) => id);
    return fc.record({
      findings: fc.record({
        route: fc.constantFrom('iam-v2' as const, 'scim' as const),
        source: fc.constant(source),
        target: fc.constant(target),
        groups: fc.constant(byId(groups)),
        sourceMembership: fc.dictionary(
          fc.constantFrom('g0', ...ids),
          fc.constantFrom('internal' as const, 'external' as const),
          { maxKeys: 2 },
        ),
        evidence: arbitraryEvidence([...ids, source.id]),
      }),
      options: fc.record({
        scanUc: mostly(true),
        neverCopy: fc.constantFrom(
          nothing,
          nothing,
          nothing,
          { ids: [], names: ['admins*'] },
          { ids: ['g1'], names: [] },
          { ids: ['g2', 'g7'], names: ['*b', 'pro*'] },
        ),
      }),
    });
  }),
);

/**
 * Memberships the way a naive reader would compute them: repeat "whoever holds one of yours is yours" until nothing is
 * added. Shares no code with what it checks. `added`: groups the principal is put into first.
 */
export function modelMemberships(
  groups: readonly Group[],
  principal: Principal,
  added: readonly string[] = [],
): ReadonlySet<string> {
  const mine = new Set(added);
  const fits = (kind: string, wanted: string) => kind === wanted || kind === 'unknown';
  for (let before = -1; before !== mine.size; ) {
    before = mine.size;
    for (const group of groups) {
      const holdsMe = group.members.some(({ kind, id }) => id === principal.id && fits(kind, principal.kind));
      const holdsMine = group.members.some(({ kind, id }) => mine.has(id) && fits(kind, 'group'));
      if (holdsMe || holdsMine || group.name === 'account users') mine.add(group.id);
    }
  }
  return mine;
}
