import { describe, expect, it } from 'vitest';
import { comparisonText } from '#shared/report/comparison-text.ts';
import {
  aFollow,
  anAction,
  aPlan,
  aPrincipal,
  aSharedLine,
  examplePlanBeforeScan,
  thomas,
} from '#test/builders/plan.ts';

const entra = { identityProvider: 'Entra' };

const EXAMPLE = `\
============================================================
  Comparison: Thomas Müller  vs  Uwe Becker
============================================================

  Groups Thomas has that Uwe does not (5):
    data-engineers           (direct, external)     ← must add in Entra
      path: Thomas Müller → data-engineers
    bi-consumers             (transitive, external) ← follows once data-engineers is done
      path: Thomas Müller → data-engineers → bi-consumers
    ml-catalog-readers       (direct, internal)     ← no workspace assignment, run --scan-uc
      path: Thomas Müller → ml-catalog-readers
    npb-platform-users       (direct, internal)     ← can add in Databricks
      path: Thomas Müller → npb-platform-users
    scratch-workspace-admins (direct, internal)     ← can add in Databricks
      path: Thomas Müller → scratch-workspace-admins

  Groups Uwe has that Thomas does not (1):
    legacy-etl-users         (direct, internal)     ← not part of this request, left as it is

  Groups both belong to (3):
    account users  |  npb-developers  |  shared-readers

============================================================
`;

describe('comparisonText', () => {
  it('shows the example as the design does', () => {
    expect(comparisonText(examplePlanBeforeScan(), entra)).toBe(EXAMPLE);
  });

  it('names no flag on a ticket', () => {
    const text = comparisonText(examplePlanBeforeScan(), { ...entra, place: 'ticket' });
    expect(text).not.toContain('--');
    expect(text).toContain('← undecided: no workspace assignment, Unity Catalog not scanned\n');
  });

  it('gives the identity provider the name the stage uses', () => {
    expect(comparisonText(examplePlanBeforeScan(), { identityProvider: 'Okta' })).toContain('← must add in Okta\n');
  });

  const unread = examplePlanBeforeScan().coverage;
  it.each([
    [
      'a dead end',
      anAction('g', { type: 'Skipped', evidence: 'no', reason: null }),
      'verified dead-end, opens nothing',
    ],
    ['a role', anAction('g', { type: 'Blocked', reason: 'role account_admin' }), 'blocked: role account_admin'],
    [
      'what could not be read',
      anAction('g', { type: 'Unverified', evidence: 'unknown', reason: 'tables not read' }),
      'undecided: tables not read',
    ],
  ])('says what holds for %s', (_, action, remark) => {
    expect(comparisonText(aPlan([action]), entra)).toContain(`← ${remark}\n`);
  });

  it('offers the scan beside other things that were not read', () => {
    const action = anAction('g', { type: 'Unverified', reason: 'no workspace assignment, dev not running' });
    expect(comparisonText(aPlan([action], [], { coverage: unread }), entra)).toContain(
      '← undecided: no workspace assignment, dev not running — run --scan-uc\n',
    );
  });

  it('says that a group was left out on request', () => {
    const action = anAction('g', { type: 'Skipped', reason: 'left out on request' });
    expect(comparisonText(aPlan([action], [], { without: ['g'] }), entra)).toContain('← left out on request\n');
  });

  it('says why a nested group does not follow', () => {
    const blocked = anAction('owners', { type: 'Blocked', reason: 'role account_admin' });
    const text = comparisonText(aPlan([blocked], [aFollow('nested', blocked)]), entra);
    expect(text).toContain('nested');
    expect(text).toContain('← does not follow: owners is Blocked\n');
  });

  it('lists every group, also one the plan leaves out by its nature', () => {
    const admins = { ...aSharedLine('admins'), inTarget: false };
    const text = comparisonText(aPlan([], [], { comparison: [admins] }), entra);
    expect(text).toContain('Groups Thomas has that Uwe does not (1):');
    expect(text).toContain('← built-in group, never copied\n');
  });

  it('leaves out sections without lines and says that nothing is missing', () => {
    const text = comparisonText(aPlan([], [], { comparison: [aSharedLine('npb-developers')] }), entra);
    expect(text).toContain('  Uwe is in every group Thomas is in.\n');
    expect(text).not.toContain('(0)');
    expect(text).not.toContain('NOTHING IN COMMON');
  });

  it('says loudly when only built-in groups are shared', () => {
    const text = comparisonText(aPlan([], [], { comparison: [aSharedLine('account users')] }), entra);
    expect(text).toContain('  NOTHING IN COMMON');
  });

  it('tells two people of the same given name apart', () => {
    const target = aPrincipal({ givenName: 'Thomas', displayName: 'Thomas Becker' });
    const text = comparisonText(aPlan([anAction('g')], [], { source: thomas, target }), entra);
    expect(text).toContain('  Groups Thomas Müller has that Thomas Becker does not (1):');
  });
});
