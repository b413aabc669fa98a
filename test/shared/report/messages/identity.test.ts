import { describe, expect, it } from 'vitest';
import { identityClosedWithout } from '#shared/report/messages/identity-closed-without.ts';
import { identityTask, identityTaskReleased, identityTaskSkipped } from '#shared/report/messages/identity-task.ts';
import { lengthOf } from '#shared/report/messages/limit.ts';
import { aFollow, anAction, aPlan, aPrincipal, aServicePrincipal, examplePlan } from '#test/builders/plan.ts';
import { asText, pieces } from './read-document.ts';

const args = { plan: examplePlan(), identityProvider: 'Entra', ticketKey: 'DBX-42' };

describe('identityTask', () => {
  it('says first that nothing is approved yet, and what will be asked', () => {
    const { summary, body } = identityTask(args);
    expect(summary).toBe('WAIT: not approved. Add Uwe Becker to 1 Entra group (DBX-42)');
    expect(pieces(body)[0]).toMatch(/^WAIT: not approved\./);
  });

  it('names whom to add and where, with the ids the identity team works with', () => {
    const text = asText(identityTask(args).body);
    expect(text).toContain('User name: uwe@company.com');
    expect(text).toContain('Object id: aad-user-uwe');
    expect(text).toContain('data-engineers\naad-group-data-engineers');
  });

  it('says so where something is not linked to the identity provider', () => {
    const group = { ...anAction('x').group, origin: 'external' as const };
    const plan = aPlan([anAction('x', { type: 'IdP required', group })], [], { target: aServicePrincipal() });
    const text = asText(identityTask({ ...args, plan }).body);
    expect(text).toContain('Object id: not linked, look up by name');
    expect(text).toContain('x\nnot linked, look up by name');
    expect(text).toContain('Application id: 3f2a1c5e');
  });

  it('lists what follows apart, so that nobody adds it by hand', () => {
    const idp = anAction('a', { type: 'IdP required' });
    const own = anAction('b');
    const plan = aPlan([idp, own], [aFollow('through-idp', idp), aFollow('through-databricks', own)]);
    const text = asText(identityTask({ ...args, plan }).body);
    expect(text).toContain('Do not add by hand');
    expect(text).toContain('through-idp (through a)');
    expect(text).not.toContain('through-databricks');
    expect(text).not.toContain('\nb\n');
  });

  it('keeps the summary within 200 characters and the body within 10,000', () => {
    const actions = Array.from({ length: 300 }, (_, index) =>
      anAction(`${'g'.repeat(60)}${index}`, { type: 'IdP required' }),
    );
    const target = aPrincipal({ displayName: '\u202e'.repeat(300) });
    const task = identityTask({ ...args, plan: aPlan(actions, [], { target }), ticketKey: 'K'.repeat(300) });
    expect(task.summary.length).toBeLessThanOrEqual(200);
    expect(lengthOf(task.body)).toBeLessThanOrEqual(10_000);
    expect(asText(task.body)).toMatch(/… and \d+ more/);
  });

  it('says plainly when to act and when not to any more', () => {
    expect(asText(identityTaskReleased({ plan: args.plan, approvedBy: ['Anna Berg'] }))).toMatch(
      /^APPROVED by Anna Berg\./,
    );
    expect(asText(identityTaskSkipped({ reason: 'the request was rejected' }))).toContain(
      'No longer needed: the request was rejected. Please add nobody.',
    );
  });
});

describe('identityClosedWithout', () => {
  it('names what is missing and the usual reasons', () => {
    const text = asText(identityClosedWithout({ plan: args.plan, missing: ['g-data-engineers'] }));
    expect(text).toContain('Uwe Becker (uwe@company.com)');
    expect(text).toContain('data-engineers');
    expect(text).toContain('Usual reasons');
    expect(text).not.toContain('bi-consumers');
  });
});
