import { describe, expect, it } from 'vitest';
import type { AdditionResult } from '#shared/domain/run.ts';
import { provisioningText } from '#shared/report/report-text.ts';
import type { Results } from '#shared/report/results.ts';
import {
  aFollow,
  aGrant,
  anAction,
  aPlan,
  aServicePrincipal,
  aWorkspace,
  examplePlan,
  examplePlanBeforeScan,
  thomas,
} from '#test/builders/plan.ts';

const dryRun = { identityProvider: 'Entra', mode: 'dry run' } as const;
const applied = { identityProvider: 'Entra', mode: 'applied' } as const;
const ticket = { identityProvider: 'Entra', mode: 'ticket' } as const;

function results(...entries: readonly (readonly [string, AdditionResult['result'], string?])[]): Results {
  return new Map(entries.map(([name, result, reason]) => [`g-${name}`, { result, reason: reason ?? null }]));
}

const EXAMPLE = `\
============================================================
  Access provisioning report
  Source: Thomas Müller (thomas@company.com)
  Target: Uwe Becker (uwe@company.com)
============================================================

  Actions required in your identity provider (2):
  (Cannot be done from Databricks — add target in Entra ID / Okta / etc.)
    ! data-engineers  [workspaces: dev-workspace, prod-workspace]
    ! bi-consumers    [transitive — follows once data-engineers is done]

  Actions in Databricks (2):
    + npb-platform-users        [workspaces: prod-workspace]
    + scratch-workspace-admins  [workspaces: scratch-workspace (ADMIN)]

  Skipped — verified dead-end, no effective grants (1):
    - ml-catalog-readers  (no workspace assignment, no UC grants detected)

  Dry run — pass --apply to write the 2 Databricks group addition(s).
============================================================
`;

describe('provisioningText', () => {
  it('shows the example as the design does', () => {
    expect(provisioningText(examplePlan(), dryRun)).toBe(EXAMPLE);
  });

  it('tells after --apply what was written, what was refused and what a person does next', () => {
    const done = results(
      ['npb-platform-users', 'applied'],
      ['scratch-workspace-admins', 'refused', 'only accessible by admins'],
    );
    const text = provisioningText(examplePlan(), { ...applied, results: done });
    expect(text).toContain(`\
  Actions in Databricks (2):
    ✓ npb-platform-users        [workspaces: prod-workspace]
    ✗ scratch-workspace-admins  [workspaces: scratch-workspace (ADMIN)]  refused: only accessible by admins
`);
    expect(text).toContain(`\
  Applied 1 of 2 Databricks group addition(s); nothing else was changed.
  Next: add Uwe to data-engineers in Entra ID; bi-consumers follows through the SCIM sync.
============================================================
`);
    expect(text).not.toContain('Dry run');
  });

  it.each([
    ['already member', null, '✓', 'was a member already'],
    ['accepted, not yet confirmed', null, '…', 'accepted, not yet confirmed'],
    ['accepted, not yet confirmed', 'the target is gone', '…', 'accepted, not yet confirmed: the target is gone'],
    ['failed', 'timeout', '✗', 'failed: timeout'],
    ['not written', 'the group is gone', '-', 'not written: the group is gone'],
    ['would have been added', null, '+', 'would have been added'],
  ] as const)('marks an addition that is %s', (result, reason, mark, words) => {
    const one = new Map([['g-a', { result, reason }]]);
    const text = provisioningText(aPlan([anAction('a')]), { ...applied, results: one });
    expect(text).toMatch(new RegExp(`^    \\${mark} a +${words}$`, 'm'));
  });

  it('counts memberships that were there before and those not seen yet apart from what it applied', () => {
    const plan = aPlan([anAction('a'), anAction('b'), anAction('c')]);
    const mixed = results(['a', 'applied'], ['b', 'already member'], ['c', 'accepted, not yet confirmed']);
    expect(provisioningText(plan, { ...applied, results: mixed })).toContain(
      'Applied 1 of 3 Databricks group addition(s), 1 in place before, 1 accepted but not seen yet; nothing else was changed.\n',
    );
  });

  it('shows what Unity Catalog a group opens', () => {
    const grants = [aGrant('ml', ['USE CATALOG']), aGrant('ml', ['SELECT'])];
    expect(provisioningText(aPlan([anAction('ml-catalog-readers', { grants })]), dryRun)).toContain(
      '    + ml-catalog-readers  [catalogs: ml (SELECT, USE CATALOG)]\n',
    );
  });

  it('names the highest level where a group reaches a workspace twice', () => {
    const workspaces = [aWorkspace('prod'), aWorkspace('prod', { level: 'ADMIN' }), aWorkspace('dev')];
    expect(provisioningText(aPlan([anAction('a', { workspaces })]), dryRun)).toContain(
      '[workspaces: dev, prod (ADMIN)]\n',
    );
  });

  it('offers the scan for what it could not decide', () => {
    expect(provisioningText(examplePlanBeforeScan(), dryRun)).toContain(`\
  Unverified — could not be decided (1):
    ? ml-catalog-readers  (no workspace assignment, Unity Catalog not scanned — run --scan-uc)
`);
  });

  it('lists blocked groups with the reason', () => {
    const owners = anAction('account-owners', { type: 'Blocked', reason: 'role account_admin' });
    expect(provisioningText(aPlan([owners]), dryRun)).toContain(`\
  Blocked by policy (1):
    x account-owners  (role account_admin)
`);
  });

  it('puts a nested group into the section of the group it would come through', () => {
    const owners = anAction('owners', { type: 'Blocked', reason: 'role account_admin' });
    const users = anAction('users-a');
    const text = provisioningText(aPlan([owners, users], [aFollow('n1', owners), aFollow('n2', users)]), dryRun);
    expect(text).toContain(`\
  Actions in Databricks (2):
    + users-a
    + n2       [transitive — follows once users-a is done]
`);
    expect(text).toContain(`\
  Blocked by policy (2):
    x owners  (role account_admin)
    x n1      (does not follow: owners is Blocked)
`);
    expect(text).toContain('write the 1 Databricks group addition(s)');
  });

  it('keeps what was left out on request apart from dead ends', () => {
    const left = anAction('a', { type: 'Skipped', evidence: 'yes', reason: 'left out on request' });
    const text = provisioningText(aPlan([left], [], { without: ['a'] }), dryRun);
    expect(text).toContain('  Skipped — left out on request (1):\n    - a  (left out on request)\n');
    expect(text).not.toContain('dead-end');
    expect(text).toContain('  Nothing to add.\n');
  });

  it('does not call a group nobody could decide nothing', () => {
    const open = anAction('a', { type: 'Unverified', evidence: 'unknown', reason: 'not every workspace read' });
    const text = provisioningText(aPlan([open]), dryRun);
    expect(text).toContain('  Nothing to add: 1 group(s) could not be decided.\n');
  });

  it('says what is not copied and what could not be read', () => {
    const coverage = {
      ...examplePlan().coverage,
      gaps: [
        { area: 'workspace' as const, what: 'dev', reason: 'not running', hides: true },
        { area: 'workspace' as const, what: 'old', reason: 'no identity federation', hides: false },
        { area: 'membership' as const, what: 'nesting of x', reason: 'no path leads to it', hides: true },
        { area: 'membership' as const, what: 'to be left out: y', reason: 'nothing by this name', hides: false },
        { area: 'unityCatalog' as const, what: 'of no interest', reason: 'no scan', hides: true },
      ],
      unityCatalogScanned: false,
    };
    const text = provisioningText(examplePlan({ coverage, notCopied: ['own role account_admin'] }), dryRun);
    expect(text).toContain('  Not copied — only group memberships are (1):\n    - own role account_admin\n');
    expect(text).toContain(
      '  Could not be read (3):\n    - dev: not running\n    - old: no identity federation\n    - nesting of x: no path leads to it\n',
    );
    expect(text).toContain('  Notes (1):\n    - to be left out: y: nothing by this name\n');
  });

  it('says that the target is a guest of others', () => {
    const target = { ...thomas, id: 'guest', displayName: 'Gus', name: 'gus_partner.com#EXT#@company.com' };
    expect(provisioningText(examplePlan({ target }), dryRun)).toContain(
      '  Target: Gus (gus_partner.com#EXT#@company.com) — guest of another organisation\n',
    );
  });

  it('names the route where IAM v2 did not answer, and a deactivated source', () => {
    const text = provisioningText(examplePlan({ route: 'scim', source: { ...thomas, active: false } }), dryRun);
    expect(text).toContain('  Source: Thomas Müller (thomas@company.com) — deactivated in Databricks\n');
    expect(text).toContain('  Memberships read group by group: IAM v2 did not answer.\n');
  });

  it('names service principals with their application id', () => {
    expect(provisioningText(examplePlan({ target: aServicePrincipal() }), dryRun)).toContain(
      '  Target: etl-nightly (3f2a1c5e-0000-4000-8000-00000000a001)\n',
    );
  });

  it.each([
    [2, 'after approval 2 additions are written.'],
    [1, 'after approval 1 addition is written.'],
  ])('on a ticket speaks of approval, never of flags (%i)', (count, words) => {
    const actions = ['a', 'b'].slice(0, count).map((name) => anAction(name));
    const undecided = anAction('z', {
      type: 'Unverified',
      reason: 'no workspace assignment, Unity Catalog not scanned',
    });
    const plan = aPlan([...actions, undecided], [], { coverage: examplePlanBeforeScan().coverage });
    const text = provisioningText(plan, ticket);
    expect(text).toContain(words);
    expect(text).not.toContain('--');
  });

  it('has no next step where only Databricks was concerned', () => {
    const text = provisioningText(aPlan([anAction('a')]), { ...applied, results: results(['a', 'applied']) });
    expect(text).not.toContain('Next:');
  });

  it('still names the next step where nothing had to be written', () => {
    const plan = aPlan([anAction('a', { type: 'IdP required' })]);
    expect(provisioningText(plan, { ...applied, identityProvider: 'Okta' })).toContain(
      '  Next: add Uwe to a in Okta.\n',
    );
  });
});
