import { describe, expect, it } from 'vitest';
import type { IdentityProvider } from '#shared/domain/identity-provider.ts';
import { type Plan, planSchema } from '#shared/domain/plan.ts';
import { identityClosedWithout } from '#shared/report/messages/identity-closed-without.ts';
import {
  identityTask,
  identityTaskReleased,
  identityTaskSkipped,
  identityTaskTitle,
} from '#shared/report/messages/identity-task.ts';
import { lengthOf } from '#shared/report/messages/limit.ts';
import { aFollow, anAction, aPlan, aPrincipal, aServicePrincipal, examplePlan } from '#test/builders/plan.ts';
import { asText } from './read-document.ts';

const entra: IdentityProvider = { kind: 'entra', name: 'Entra', portalUrl: 'https://entra.microsoft.com' };
const okta: IdentityProvider = { kind: 'okta', name: 'Okta', portalUrl: 'https://company-admin.okta.com' };
const PERSON = '6d1f0a52-0000-4000-8000-000000000002';
const GROUP = '0d1e5f00-0000-4000-8000-000000000001';

/** The example, with the ids Entra gives. */
function linked(plan = examplePlan()): Plan {
  const actions = plan.actions.map((action) =>
    action.type === 'IdP required' ? { ...action, group: { ...action.group, externalId: GROUP } } : action,
  );
  return planSchema.parse({ ...plan, actions, target: { ...plan.target, externalId: PERSON } });
}

function argsFor(plan: Plan, provider = entra, ticketKey = 'DBX-42') {
  return { plan, provider, ticketKey, run: 1, actions: plan.actions.filter(({ type }) => type === 'IdP required') };
}

const bodyOf = (plan: Plan, provider = entra) => asText(identityTask(argsFor(plan, provider)).body);

function anIdpAction(name: string, externalId: string | null) {
  const action = anAction(name, { type: 'IdP required' });
  return { ...action, group: { ...action.group, externalId, origin: 'external' as const } };
}

describe('identityTask', () => {
  it('says first that nothing is approved yet, and what will be asked', () => {
    const { summary, body } = identityTask(argsFor(examplePlan()));
    expect(summary).toBe('WAIT: not approved. Add Uwe Becker to 1 Entra group (DBX-42)');
    expect(asText(body)).toMatch(/^Please wait while the title says WAIT: request DBX-42 is not approved\./);
    expect(identityTaskTitle(argsFor(examplePlan()), true)).toBe('Add Uwe Becker to 1 Entra group (DBX-42)');
  });

  it('has ids, a link and two lines to paste for Entra', () => {
    const plan = linked();
    const text = bodyOf(plan);
    expect(text).toContain('User name: uwe@company.com');
    expect(text).toContain(`Object id: ${PERSON}`);
    expect(text).toContain(`1. data-engineers\nObject id: ${GROUP}\nOpens: workspaces: dev-workspace, prod-workspace`);
    expect(text).toContain(`Check first:\naz ad group show --group '${GROUP}' --query '{name:displayName,`);
    expect(text).toContain(`Then add:\naz ad group member add --group '${GROUP}' --member-id '${PERSON}'`);
    const links = identityTask(argsFor(plan)).body.filter(({ kind }) => kind === 'link');
    const url = `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/${GROUP}`;
    expect(links).toEqual([{ kind: 'link', text: 'Open the group', url }]);
  });

  it('has one sentence for each answer of the check', () => {
    const text = bodyOf(linked());
    expect(text).toMatch(/name is another one than here: stop/);
    expect(text).toMatch(/DynamicMembership.* Change the attribute the rule reads, not the member/);
    expect(text).toMatch(/role is true: .*Privileged Role Administrator, or PIM/);
    expect(text).toMatch(/onPrem is true: change it in Active Directory/);
  });

  it('looks a person up who is not linked, by exact user name or application id', () => {
    const user = planSchema.parse({ ...linked(), target: aPrincipal({ externalId: 'not-entra' }) });
    expect(bodyOf(user)).toContain('Object id: not linked, look up by name');
    const lookUp = `"$(az ad user show --id='uwe@company.com' --query id --output tsv)"`;
    expect(bodyOf(user)).toContain(`az ad group member add --group '${GROUP}' --member-id ${lookUp}`);
    const robot = planSchema.parse({ ...linked(), target: aServicePrincipal() });
    expect(bodyOf(robot)).toContain('Application id: 3f2a1c5e-0000-4000-8000-00000000a001');
    expect(bodyOf(robot)).toContain(`"$(az ad sp show --id='3f2a1c5e-0000-4000-8000-00000000a001' --query id`);
  });

  it('searches a group that is not linked, and adds nobody by a name', () => {
    const text = bodyOf(aPlan([anIdpAction("it's mine", null)]));
    expect(text).toContain("1. it's mine\nObject id: not linked, look up by name");
    expect(text).toContain("az ad group list --display-name='it'\\''s mine' --query '[].{id:id,name:");
    expect(text).not.toContain('member add');
  });

  it.each([
    'two\nlines',
    'bi\u202edi',
    '[code]x',
    '',
  ])('has no line with a name that could not be pasted: %j', (name) => {
    const text = bodyOf(aPlan([anIdpAction(name, null)], [], { target: aPrincipal({ name, externalId: null }) }));
    expect(text).not.toMatch(/^az /m);
  });

  it('speaks Okta where that is the provider, and no command at all for others', () => {
    const target = aPrincipal({ externalId: '00u1234567890abcdEFG' });
    const plan = aPlan([anIdpAction('analysts', '00g1234567890abcdEFG')], [], { target });
    const text = bodyOf(plan, okta);
    expect(text).toContain("groups/'00g1234567890abcdEFG'/users/'00u1234567890abcdEFG'");
    expect(text).toContain('type is APP_GROUP');
    expect(text).not.toContain('az ad');
    const links = identityTask(argsFor(plan, okta)).body.filter(({ kind }) => kind === 'link');
    expect(links).toMatchObject([{ url: 'https://company-admin.okta.com/admin/group/00g1234567890abcdEFG' }]);
    const other = bodyOf(plan, { kind: 'other', name: 'Ping', portalUrl: null });
    expect(other).toContain('Object id: 00g1234567890abcdEFG');
    expect(other).not.toMatch(/curl|az ad|What the check can say/);
  });

  it('lists what follows apart, so that nobody adds it by hand', () => {
    const idp = anAction('a', { type: 'IdP required' });
    const own = anAction('b');
    const plan = aPlan([idp, own], [aFollow('through-idp', idp), aFollow('through-databricks', own)]);
    const text = bodyOf(plan);
    expect(text).toContain('Do not add by hand');
    expect(text).toContain('through-idp (through a)');
    expect(text).not.toContain('through-databricks');
    expect(text).not.toContain('\nb\n');
  });

  it('keeps the summary within 200 characters and the body within 10,000, with every line whole', () => {
    const actions = Array.from({ length: 300 }, (_, index) => anIdpAction(`${'g'.repeat(60)}${index}`, GROUP));
    const target = aPrincipal({ displayName: '\u202e'.repeat(300), externalId: PERSON });
    const args = argsFor(aPlan(actions, [], { target }), entra, 'K'.repeat(300));
    const task = identityTask(args);
    expect(task.summary.length).toBeLessThanOrEqual(200);
    expect(lengthOf(task.body)).toBeLessThanOrEqual(10_000);
    const lines = task.body.flatMap((block) => (block.kind === 'code' ? [block.text] : []));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/[}0-9]'$/);
    expect(asText(task.body)).toMatch(/And \d+ more groups: see identity-steps_K+_r1\.csv/);
  });

  it('says plainly when to act and when not to any more', () => {
    expect(asText(identityTaskReleased({ plan: examplePlan(), approvedBy: ['Anna Berg'] }))).toMatch(
      /^APPROVED by Anna Berg\./,
    );
    expect(asText(identityTaskSkipped({ reason: 'the request was rejected' }))).toContain(
      'No longer needed: the request was rejected. Please add nobody.',
    );
  });
});

describe('identityClosedWithout', () => {
  it('names what is missing and the usual reasons', () => {
    const text = asText(identityClosedWithout({ plan: examplePlan(), missing: ['g-data-engineers'] }));
    expect(text).toContain('Uwe Becker (uwe@company.com)');
    expect(text).toContain('data-engineers');
    expect(text).toContain('Usual reasons');
    expect(text).not.toContain('bi-consumers');
  });
});
