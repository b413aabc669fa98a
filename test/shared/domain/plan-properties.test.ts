import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlan } from '#shared/domain/build-plan.ts';
import { planDigest } from '#shared/domain/canonical.ts';
import { byNameThenId } from '#shared/domain/order.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { anyAccount, type GeneratedAccount, modelMemberships } from './generated-account.ts';

const runs = { numRuns: 400 };
const isGiven = (type: string) => type === 'Databricks' || type === 'IdP required';

/** A plan with some groups of the gap left out, as a request could. */
const anyPlanned = anyAccount.chain((account) => {
  const { actions } = buildPlan(account.findings, { ...account.options, without: [] });
  return fc.subarray(actions.map(({ group }) => group.id)).map((without) => {
    return { account, without, plan: buildPlan(account.findings, { ...account.options, without }) };
  });
});

function afterwards(
  { findings }: GeneratedAccount,
  plan: Plan,
): { before: ReadonlySet<string>; after: ReadonlySet<string> } {
  const groups = Object.values(findings.groups);
  const added = plan.actions.filter(({ type }) => isGiven(type)).map(({ group }) => group.id);
  return {
    before: modelMemberships(groups, findings.target),
    after: modelMemberships(groups, findings.target, added),
  };
}

describe('any plan', () => {
  it('ends, once carried out in a model account, in exactly the memberships its rows announce', () => {
    fc.assert(
      fc.property(anyPlanned, ({ account, plan }) => {
        const { before, after } = afterwards(account, plan);
        const announced = [
          ...plan.actions.filter(({ type, reason }) => isGiven(type) || reason?.includes('comes all the same')),
          ...plan.follows.filter(({ follows }) => follows),
        ].map(({ group }) => group.id);
        expect(after).toEqual(before.union(new Set(announced)));
      }),
      runs,
    );
  });

  it('has a row for every group of the gap, and says of each that is not gained why', () => {
    fc.assert(
      fc.property(anyPlanned, ({ account, plan }) => {
        const { before, after } = afterwards(account, plan);
        const gap = modelMemberships(Object.values(account.findings.groups), account.findings.source).difference(
          before,
        );
        const rows = [...plan.actions, ...plan.follows];
        expect(new Set(rows.map(({ group }) => group.id))).toEqual(gap);
        expect(rows).toHaveLength(gap.size);
        for (const id of gap.difference(after)) {
          const action = plan.actions.find(({ group }) => group.id === id);
          const follow = plan.follows.find(({ group }) => group.id === id);
          expect(['Skipped', 'Blocked', 'Unverified']).toContain(action?.type ?? follow?.throughType);
          expect(action === undefined ? follow?.follows === false : action.reason !== null).toBe(true);
        }
      }),
      runs,
    );
  });

  it('never skips a group on incomplete evidence', () => {
    fc.assert(
      fc.property(anyPlanned, ({ account: { findings }, without, plan }) => {
        const { workspaces, unityCatalog, gaps } = findings.evidence;
        const complete =
          workspaces.complete && unityCatalog.scanned && unityCatalog.complete && !gaps.some((gap) => gap.hides);
        if (complete) return;
        const skipped = plan.actions.filter(({ type, group }) => type === 'Skipped' && !without.includes(group.id));
        expect(skipped).toEqual([]);
      }),
      runs,
    );
  });

  it('never adds to a group that is external, carries a role, leads to a role or is built in', () => {
    fc.assert(
      fc.property(anyPlanned, ({ account: { findings }, plan }) => {
        for (const { group } of plan.actions.filter(({ type }) => type === 'Databricks')) {
          const all = Object.values(findings.groups);
          const held = modelMemberships(all, { ...findings.source, id: 'nobody' }, [group.id]);
          const everybody = modelMemberships(all, { ...findings.source, id: 'nobody' });
          expect(findings.groups[group.id]?.externalId).toBeNull();
          expect(findings.sourceMembership[group.id]).not.toBe('external');
          expect(group.name).not.toBe('account users');
          const gained = [group.id, ...held.difference(everybody)];
          expect(gained.flatMap((id) => findings.groups[id]?.roles ?? [])).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('is CLEAN only where nothing is elevated, undecided, blocked or unusual', () => {
    fc.assert(
      fc.property(anyPlanned, ({ plan }) => {
        if (plan.verdict.word !== 'CLEAN') return;
        expect(plan.actions.filter(({ type }) => type === 'Unverified' || type === 'Blocked')).toEqual([]);
        const given = plan.actions.filter(({ type }) => isGiven(type));
        expect(given.filter(({ elevated, memberCount }) => elevated.length > 0 || memberCount <= 3)).toEqual([]);
      }),
      runs,
    );
  });

  it('and its digest do not depend on the order in which anything was read', () => {
    const shuffledPlans = anyPlanned.chain(({ account, without, plan }) =>
      fc.tuple(fc.constant(plan), shuffled(account.findings), shuffled(without), shuffled(account.options)),
    );
    fc.assert(
      fc.property(shuffledPlans, ([plan, findings, without, options]) => {
        const again = buildPlan(findings, { ...options, without });
        expect(planDigest(again)).toBe(planDigest(plan));
        expect(again.actions.map(({ group }) => group)).toEqual(plan.actions.map(({ group }) => group));
        expect(plan.actions.map(({ group }) => group)).toEqual(
          plan.actions.map(({ group }) => group).sort(byNameThenId),
        );
        expect(again.verdict).toEqual(plan.verdict);
      }),
      runs,
    );
  });
});

/** The same content with every list and every object's keys in another order. */
function shuffled<T>(value: T): fc.Arbitrary<T>;
function shuffled(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    const items = value.length === 0 ? fc.constant([]) : fc.tuple(...value.map((item) => shuffled(item)));
    return items.chain((list) => fc.shuffledSubarray([...list], { minLength: list.length }));
  }
  if (value === null || typeof value !== 'object') return fc.constant(value);
  const entries = fc.tuple(...Object.entries(value).map(([key, item]) => fc.tuple(fc.constant(key), shuffled(item))));
  return entries.chain((list) => fc.shuffledSubarray([...list], { minLength: list.length })).map(Object.fromEntries);
}
