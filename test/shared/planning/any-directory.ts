import fc from 'fast-check';
import { buildPlan } from '#shared/domain/build-plan.ts';
import type { Group } from '#shared/domain/group.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { startReading } from '#shared/planning/reading.ts';
import {
  type AccountMetastore,
  type AccountSecurable,
  type AccountWorkspace,
  anAccount,
  type FakeDirectory,
} from '#test/builders/directory.ts';
import { anyPair, arbitraryGroups } from '#test/shared/domain/generated-account.ts';

/** A whole account to be read, and for whom. */
export interface AnyDirectory {
  readonly source: Principal;
  readonly target: Principal;
  readonly groups: readonly Group[];
  readonly workspaces: readonly AccountWorkspace[];
  readonly metastores: readonly AccountMetastore[];
  /** Groups without an externalId in which the identity provider owns the memberships all the same. */
  readonly mixed: readonly string[];
}

const WORKSPACES = ['w1', 'w2', 'w3'];

/** Of every kind of place where a grant can stand: in a catalog, at two depths, and outside. */
const OBJECTS = [
  { kind: 'catalog', fullName: 'c1' },
  { kind: 'catalog', fullName: 'c2' },
  { kind: 'schema', fullName: 'c1.s' },
  { kind: 'table', fullName: 'c1.s.t' },
  { kind: 'model', fullName: 'c1.s.m' },
  { kind: 'external_location', fullName: 'landing' },
  { kind: 'share', fullName: 'partners' },
] as const;

const grantsTo = (names: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...names), { maxLength: 1 }).map((holders) => {
    return holders.map((principal) => ({ principal, privileges: ['SELECT'] }));
  });

const seldom = { weight: 1, arbitrary: fc.constant(true) };
const often = { weight: 5, arbitrary: fc.constant(false) };

const securables = (names: readonly string[]): fc.Arbitrary<AccountSecurable[]> =>
  fc.tuple(
    ...OBJECTS.map((object) =>
      fc
        .record({
          grants: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, grantsTo(names)),
          isolated: fc.oneof(seldom, often),
        })
        .map(({ grants, isolated }): AccountSecurable => {
          const canBe = object.kind === 'catalog' || object.kind === 'external_location';
          return { ...object, grants, owner: 'reader', ...(canBe && isolated && { boundTo: ['w2'] }) };
        }),
    ),
  );

const assignmentsOf = (ids: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 1 }).map((holders) => {
    return holders.map((principalId) => ({ principalId, level: 'USER' as const, error: null }));
  });

/**
 * The name is reserved: an account has one such group, with or without a list of its members. It is in no other here;
 * whether it can be is not known.
 */
function withOneOfEverybody(groups: readonly Group[]): Group[] {
  const everybody = groups.find(({ name }) => name === 'account users')?.id;
  return groups.map((group) => ({
    ...group,
    name: group.name === 'account users' && group.id !== everybody ? `other ${group.id}` : group.name,
    members: group.members.filter(({ id }) => id !== everybody),
  }));
}

/** Accounts with nesting, cycles, case twins, external groups and little to find. */
export const anyDirectory: fc.Arbitrary<AnyDirectory> = anyPair.chain(([source, target]) =>
  arbitraryGroups(source, target).chain((groups) => {
    const ids = groups.map(({ id }) => id);
    const local = groups.filter(({ externalId }) => externalId === null).map(({ id }) => id);
    return fc.record({
      source: fc.constant({ ...source, active: true }),
      target: fc.constant(target),
      groups: fc.constant(withOneOfEverybody(groups)),
      workspaces: fc.tuple(
        ...WORKSPACES.map((id) =>
          assignmentsOf([...ids, source.id]).map((assignments): AccountWorkspace => ({ id, name: id, assignments })),
        ),
      ),
      metastores: securables([...groups.map(({ name }) => name), source.name]).map((all): AccountMetastore[] => [
        { id: 'm1', name: 'main', owner: 'reader', workspaceIds: WORKSPACES, securables: all },
      ]),
      mixed: fc.subarray(local, { maxLength: Math.min(2, local.length) }),
    });
  }),
);

/** The account as it is read on one of the routes; with `mixed`, IAM v2 tells of the memberships that are not local. */
export function directoryOf(
  { source, target, groups, workspaces, metastores, mixed }: AnyDirectory,
  { route, withMixed = false }: { readonly route: Plan['route']; readonly withMixed?: boolean },
): FakeDirectory {
  const external = groups.filter(({ externalId }) => externalId !== null).map(({ id }) => id);
  const origins = [...external, ...(withMixed ? mixed : [])].map((id) => [id, 'external'] as const);
  return anAccount({
    principals: [source, target],
    groups: structuredClone([...groups]),
    workspaces: [...workspaces],
    metastores: [...metastores],
    iamV2: route === 'iam-v2',
    origins: Object.fromEntries(origins),
  });
}

/** Reads the whole account and judges it. @throws what the reading throws */
export async function planOf({ directory }: FakeDirectory, { source, target }: AnyDirectory): Promise<Plan> {
  const reading = startReading({ source, target, scanUc: true, maxCalls: 2_000 });
  const result = await readOn(directory, reading, { concurrency: 4, timeIsUp: () => false });
  if (result.more) throw new RangeError('the reading did not end');
  return buildPlan(findingsOf(reading), { scanUc: true, without: [], neverCopy: { ids: [], names: [] } });
}
