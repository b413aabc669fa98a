import { describe, expect, it } from 'vitest';
import { lengthOf } from '#shared/report/messages/limit.ts';
import { planFull } from '#shared/report/messages/plan-full.ts';
import { aFollow, anAction, aPlan, examplePlan, examplePlanBeforeScan } from '#test/builders/plan.ts';
import { asText } from './read-document.ts';

const args = {
  digest: '0f3a9c12'.repeat(8),
  identityProvider: 'Entra',
  files: ['provisioning_plan_DBX-42_r1_0f3a9c12.csv', 'compare_DBX-42_r1.csv'],
};

function rowsOf(plan: Parameters<typeof planFull>[0]['plan']): readonly (readonly string[])[] {
  const table = planFull({ ...args, plan }).find((block) => block.kind === 'table');
  return table?.kind === 'table' ? table.rows : [];
}

describe('planFull', () => {
  it('shows first what needs eyes: elevated, unusual, blocked, undecided', () => {
    const blocked = anAction('b-owners', { type: 'Blocked', reason: 'role account_admin' });
    const plain = anAction('a-plain');
    const elevated = anAction('z-admins', { elevated: ['workspace ADMIN in prod'] });
    const undecided = anAction('c-unknown', { type: 'Unverified', evidence: 'unknown', reason: 'tables not read' });
    const unusual = anAction('y-board', { type: 'IdP required', memberCount: 2 });
    const rows = rowsOf(aPlan([plain, blocked, undecided, elevated, unusual], [aFollow('follower', plain)]));
    expect(rows.map(([what, group]) => [what, group])).toEqual([
      ['ELEVATED: add in Databricks', 'z-admins'],
      ['add in Entra', 'y-board'],
      ['BLOCKED', 'b-owners'],
      ['UNDECIDED', 'c-unknown'],
      ['add in Databricks', 'a-plain'],
      ['follows', 'follower'],
    ]);
    expect(rows[2]?.[3]).toContain('role account_admin');
  });

  it('shows evidence, unusual size and the path', () => {
    const [row] = rowsOf(aPlan([anAction('a', { memberCount: 2, otherPaths: 1, evidence: 'unknown' })]));
    expect(row).toEqual([
      'add in Databricks',
      'a',
      'not known',
      'unusual: only 2 direct members; path: Thomas Müller → a (and 1 other path)',
    ]);
    expect(rowsOf(examplePlan()).at(-1)?.[2]).toBe('nothing (all was read)');
  });

  it('does not claim to know what was not read, nor that a role opens nothing', () => {
    const [, , follower] = rowsOf(aPlan([anAction('a'), anAction('b')], [aFollow('c', anAction('a'))]));
    expect(follower?.[2]).toBe('nothing (all was read)');
    const plan = examplePlanBeforeScan();
    expect(rowsOf(plan).find(([what]) => what === 'follows')?.[2]).toBe('not known');
    const blocked = anAction('owners', { type: 'Blocked', evidence: 'no', roles: ['account_admin'] });
    expect(rowsOf(aPlan([blocked]))[0]?.[2]).toBe('role account_admin');
  });

  it('tells how to leave a group out, where there is one to give', () => {
    expect(asText(planFull({ ...args, plan: examplePlan() }))).toContain('without: group-name');
    expect(asText(planFull({ ...args, plan: aPlan([]) }))).not.toContain('without:');
  });

  it('says what was read, what is not copied, and which digest the approval holds to', () => {
    const coverage = {
      ...examplePlan().coverage,
      unityCatalogComplete: false,
      gaps: [
        { area: 'workspace' as const, what: 'dev', reason: 'not running', hides: true },
        { area: 'workspace' as const, what: 'old', reason: 'no identity federation', hides: false },
        { area: 'membership' as const, what: 'to be left out: y', reason: 'nothing by this name', hides: false },
      ],
    };
    const text = asText(planFull({ ...args, plan: examplePlan({ coverage, notCopied: ['own role account_admin'] }) }));
    expect(text).toContain('Workspaces: 3 of 3');
    expect(text).toContain('Unity Catalog: read in part, 14 calls');
    expect(text).toContain('Not read: dev (not running)');
    expect(text).toContain('Not read, but nothing can be there: old (no identity federation)');
    expect(text).toContain('Note: to be left out: y (nothing by this name)');
    expect(text).toContain('own role account_admin');
    expect(text).toContain(args.digest);
    expect(text).toContain(args.files.join(', '));
  });

  it('names no flag of the command line', () => {
    expect(asText(planFull({ ...args, plan: examplePlanBeforeScan() }))).not.toContain('--');
  });

  it('stays readable with hundreds of rows and points to the file', () => {
    const actions = Array.from({ length: 500 }, (_, index) => anAction(`group-number-${index}`));
    const document = planFull({ ...args, plan: aPlan(actions) });
    expect(lengthOf(document)).toBeLessThanOrEqual(10_000);
    expect(rowsOf(aPlan(actions))).toHaveLength(50);
    expect(asText(document)).toContain(`… and 450 rows more: all of them are in ${args.files[0]}.`);
    expect(asText(document)).toContain(args.digest);
  });

  it('shows as many rows as a comment takes where no file can be attached', () => {
    const actions = Array.from({ length: 500 }, (_, index) => anAction(`group-number-${index}`));
    const document = planFull({ ...args, files: [], plan: aPlan(actions) });
    const table = document.find((block) => block.kind === 'table');
    const shown = table?.kind === 'table' ? table.rows.length : 0;
    expect(shown).toBeGreaterThan(70);
    expect(asText(document)).toContain(`… and ${500 - shown} more`);
  });
});
