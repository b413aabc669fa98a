import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '#shared/domain/plan.ts';
import { type AnyDirectory, anyDirectory, directoryOf, planOf } from './any-directory.ts';

const runs = { numRuns: 500 };

/** Everything but the name of the route, which the plan tells. */
const beyondRoute = ({ route: _route, ...plan }: Plan) => plan;

const found = ({ actions, coverage, notCopied, sharedCount }: Plan) => ({
  opened: actions.map(({ workspaces, grants, evidence, elevated, roles }) => {
    return { workspaces, grants, evidence, elevated, roles };
  }),
  coverage,
  notCopied,
  sharedCount,
});

const planBy = (account: AnyDirectory, route: Plan['route'], withMixed = false) =>
  planOf(directoryOf(account, { route, withMixed }), account);

describe('the two routes', () => {
  it('give the same plan where every membership belongs to whom its group belongs', async () => {
    await fc.assert(
      fc.asyncProperty(anyDirectory, async (account) => {
        const [iam, scim] = [await planBy(account, 'iam-v2'), await planBy(account, 'scim')];
        expect([iam.route, scim.route]).toEqual(['iam-v2', 'scim']);
        expect(beyondRoute(scim)).toEqual(beyondRoute(iam));
      }),
      runs,
    );
  });

  it('differ on a mixed group in one thing: SCIM takes a membership for local that only IAM v2 knows is not', async () => {
    await fc.assert(
      fc.asyncProperty(anyDirectory, async (account) => {
        const [iam, scim] = [await planBy(account, 'iam-v2', true), await planBy(account, 'scim', true)];
        // By SCIM a mixed group looks like any other.
        expect(beyondRoute(scim)).toEqual(beyondRoute(await planBy(account, 'scim')));

        const mixed = new Set(account.mixed);
        const judged = (plan: Plan) =>
          plan.actions.map(({ group, type }) => ({ id: group.id, type, by: group.origin }));
        const expected = judged(scim).map((action) => {
          if (!mixed.has(action.id)) return action;
          const unknown = account.target.kind === 'servicePrincipal' && account.target.externalId === null;
          const external = unknown ? 'Blocked' : 'IdP required';
          return { ...action, by: 'external', type: action.type === 'Blocked' ? action.type : external };
        });
        expect(judged(iam)).toEqual(expected);

        // Where none but mixed groups hang on what lies deeper in catalogs, IAM v2 spares the reading of it.
        const calls = [iam, scim].map(({ coverage }) => coverage.unityCatalogCalls);
        const spared = iam.coverage.gaps.some(
          ({ reason }) => reason === 'not read, no group to be added depends on it',
        );
        if (spared && calls[0] !== calls[1]) expect(calls[0]).toBeLessThan(calls[1] ?? 0);
        else expect(found(iam)).toEqual(found(scim));
        if (!scim.actions.some(({ group }) => mixed.has(group.id))) expect(beyondRoute(iam)).toEqual(beyondRoute(scim));
      }),
      runs,
    );
  });
});
