import fc from 'fast-check';
import { ACTION_TYPES, type MembershipLine, type Plan } from '#shared/domain/plan.ts';
import { ADDITION_RESULTS } from '#shared/domain/run.ts';
import type { Results } from '#shared/report/results.ts';
import { aFollow, aGrant, anAction, aPlan, aPrincipal, aServicePrincipal, aWorkspace } from '#test/builders/plan.ts';
import type { Naming } from './hostile.ts';

const action = fc.record({
  type: fc.constantFrom(...ACTION_TYPES),
  workspaces: fc.array(fc.constantFrom('USER' as const, 'ADMIN' as const, 'UNKNOWN' as const), { maxLength: 2 }),
  grants: fc.nat(2),
  follows: fc.nat(2),
  elevated: fc.boolean(),
  unusual: fc.boolean(),
  leftOut: fc.boolean(),
  result: fc.option(fc.constantFrom(...ADDITION_RESULTS), { nil: undefined }),
});

/** A plan without its names: how many groups of which kind, and what became of them. */
export const planShape = fc.record({
  kind: fc.constantFrom('user' as const, 'servicePrincipal' as const),
  actions: fc.array(action, { minLength: 1, maxLength: 5 }),
  extra: fc.nat(2),
  shared: fc.nat(3),
  gaps: fc.nat(2),
  notCopied: fc.nat(2),
  reasons: fc.nat(2),
  route: fc.constantFrom('iam-v2' as const, 'scim' as const),
  scanned: fc.boolean(),
  active: fc.boolean(),
});
export type PlanShape = typeof planShape extends fc.Arbitrary<infer Shape> ? Shape : never;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** The plan of this shape with these names: of groups, people, workspaces, objects, privileges and reasons. */
export function planOf(shape: PlanShape, name: Naming): Plan {
  const aPerson = shape.kind === 'user' ? aPrincipal : aServicePrincipal;
  const person = (who: string, id: string) =>
    aPerson({ id, name: name(`${who} id`), displayName: name(`${who} name`), givenName: name(`${who} given`) });
  const source = { ...person('source', '7001'), active: shape.active };
  const actions = shape.actions.map((one, index) =>
    anAction(name(`group ${index}`), {
      group: {
        id: `g-${index}`,
        name: name(`group ${index}`),
        externalId: one.type === 'IdP required' ? name(`object ${index}`) : null,
        origin: one.type === 'IdP required' ? 'external' : 'internal',
      },
      type: one.type,
      path: [source.displayName, name(`group ${index}`)],
      workspaces: one.workspaces.map((level, which) =>
        aWorkspace(name(`workspace ${index}.${which}`), { workspaceId: `w${index}.${which}`, level }),
      ),
      grants: times(one.grants, (which) =>
        aGrant(name(`catalog ${index}.${which}`), [name(`privilege ${which}`)], { metastoreId: `m${which}` }),
      ),
      elevated: one.elevated ? [`workspace ADMIN in ${name(`workspace ${index}.0`)}`] : [],
      reason: one.type === 'Databricks' ? null : name(`reason ${index}`),
      memberCount: one.unusual ? 2 : 20,
    }),
  );
  const follows = actions.flatMap((through, index) =>
    times(shape.actions[index]?.follows ?? 0, (which) =>
      aFollow(name(`nested ${index}.${which}`), through, {
        group: {
          id: `n-${index}.${which}`,
          name: name(`nested ${index}.${which}`),
          externalId: null,
          origin: 'internal',
        },
      }),
    ),
  );
  const line = (id: string, inSource: boolean): MembershipLine => ({
    group: { id, name: name(id), externalId: null, origin: 'internal' },
    ...{ inSource, inTarget: true, directInSource: inSource, directInTarget: true },
    ...{ pathInSource: inSource ? [source.displayName, name(id)] : [], pathInTarget: [name('target name'), name(id)] },
  });
  const planned = aPlan(actions, follows).comparison.filter(({ inTarget }) => !inTarget);
  return aPlan(actions, follows, {
    source,
    target: person('target', '7002'),
    route: shape.route,
    without: actions.filter((_, index) => shape.actions[index]?.leftOut).map(({ group }) => group.id),
    comparison: [
      ...planned,
      ...times(shape.extra, (index) => line(`extra ${index}`, false)),
      ...times(shape.shared, (index) => line(`shared ${index}`, true)),
    ],
    sharedCount: shape.shared,
    coverage: {
      ...{ workspacesRead: 2, workspacesTotal: 3, unityCatalogCalls: 14, notCovered: ['workspace objects'] },
      ...{ unityCatalogScanned: shape.scanned, unityCatalogComplete: false },
      gaps: times(shape.gaps, (index) => ({
        area: 'unityCatalog' as const,
        what: name(`what ${index}`),
        reason: name(`why ${index}`),
        hides: index === 0,
      })),
    },
    notCopied: times(shape.notCopied, (index) => name(`not copied ${index}`)),
    verdict: { word: 'LOOK CLOSER', reasons: times(shape.reasons, (index) => name(`verdict ${index}`)) },
  });
}

/** What became of the additions of such a plan. */
export function resultsOf(shape: PlanShape, name: Naming): Results {
  return new Map(
    shape.actions.flatMap(({ type, result }, index) =>
      type === 'Databricks' && result !== undefined
        ? [[`g-${index}`, { result, reason: result === 'applied' ? null : name(`refusal ${index}`) }] as const]
        : [],
    ),
  );
}
