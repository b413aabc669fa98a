import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanShortArgs, planShort } from '#shared/report/messages/plan-short.ts';
import {
  anAction,
  aPlan,
  aPrincipal,
  aServicePrincipal,
  aSharedLine,
  examplePlan,
  examplePlanBeforeScan,
  thomas,
} from '#test/builders/plan.ts';
import { asText, pieces } from './read-document.ts';

const args: PlanShortArgs = {
  plan: examplePlan(),
  identityProvider: 'Entra',
  requester: 'Petra Boss',
  reason: 'joins the platform team',
  decideBy: '2026-12-07T17:00:00Z',
  approvers: 'data-approvers',
  planNames: 'approvers',
};

describe('planShort', () => {
  it('says in five lines what is to be decided', () => {
    expect(pieces(planShort(args))).toEqual([
      'LOOK CLOSER: Uwe Becker (uwe@company.com) would get what Thomas Müller (thomas@company.com) has.',
      'Asked by Petra Boss: "joins the platform team". They share 3 groups already.',
      'Approve: 2 Databricks groups at once (prod-workspace, scratch-workspace), 1 Entra group by the identity team, 1 follows.',
      'Why look closer: one group gives workspace ADMIN in scratch-workspace. Left out: 1 without effect, 0 undecided, 0 blocked.',
      'Reject: nothing changes. Decide by 7 Dec 2026 17:00 UTC; may approve: data-approvers, not requester, Uwe or Thomas. To leave a group out first, the requester replies with a line such as “without: group-name”.',
    ]);
  });

  it('names no group, whatever is planned', () => {
    for (const plan of [examplePlan(), examplePlanBeforeScan()]) {
      const text = asText(planShort({ ...args, plan }));
      for (const { group } of plan.comparison) expect(text).not.toContain(group.name);
    }
  });

  it('names the groups where the stage shows them to everyone', () => {
    const text = asText(planShort({ ...args, planNames: 'everyone' }));
    for (const { group } of [...args.plan.actions, ...args.plan.follows]) expect(text).toContain(group.name);
  });

  it('has verdict and both people within the first 120 characters, however long the names', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\u202e', 'ü'), minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        const source = { ...thomas, displayName: `S${a}` };
        const target = aPrincipal({ displayName: `T${b}` });
        const head = asText(planShort({ ...args, plan: examplePlan({ source, target }) })).slice(0, 120);
        expect(head).toMatch(/^LOOK CLOSER: T.* would get what S.* has\./);
      }),
    );
  });

  it('tells in full who is meant where the first line had no room', () => {
    const target = aServicePrincipal({ displayName: 'nightly-ingest-of-the-data-platform-team' });
    const source = aServicePrincipal({ id: '8002', displayName: 'hourly-ingest-of-the-data-platform-team' });
    const [first, second] = pieces(planShort({ ...args, plan: examplePlan({ source, target }) }));
    expect(first?.length).toBeLessThanOrEqual(120);
    expect(second).toContain(target.name);
    expect(second).toContain(source.displayName);
  });

  it('does not say that a service principal may not approve', () => {
    const [source, target] = [aServicePrincipal({ id: '8002' }), aServicePrincipal()];
    expect(asText(planShort({ ...args, plan: examplePlan({ source, target }) }))).toContain(
      'may approve: data-approvers, not requester. To leave',
    );
  });

  it('says loudly when the two share built-in groups only', () => {
    const plan = examplePlan({ comparison: [aSharedLine('account users')], sharedCount: 1 });
    expect(asText(planShort({ ...args, plan }))).toContain('They have NOTHING IN COMMON so far');
  });

  it('keeps a reason on one line and short', () => {
    const [, line] = pieces(planShort({ ...args, reason: `a\n\nb\u202e ${'c'.repeat(500)}` }));
    expect(line).toMatch(/^Asked by Petra Boss: "a b\\u\{202e\} c+…"\. They share/);
    expect(line?.length).toBeLessThan(270);
  });

  it('leaves out what there is none of', () => {
    const plan = aPlan([anAction('a')]);
    const text = asText(planShort({ ...args, plan, reason: ' ' }));
    expect(text).toContain('CLEAN: ');
    expect(text).toContain('Asked by Petra Boss: without a reason. ');
    expect(text).toContain('Approve: 1 Databricks group at once.');
    expect(text).toContain('Nothing unusual found. Left out: 0 without effect, 0 undecided, 0 blocked.');
  });

  it('asks for no decision where there is nothing to decide', () => {
    const text = asText(planShort({ ...args, plan: aPlan([]) }));
    expect(text).toContain('Nothing to approve');
    expect(text).not.toContain('Decide by');
  });
});
