import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanOptions } from '#shared/domain/build-plan.ts';
import { NOT_NEEDED } from '#shared/domain/evidence.ts';
import type { Findings } from '#shared/domain/findings.ts';
import type { Group } from '#shared/domain/group.ts';
import { aGroup, asMember, assigned, copyAll, fullEvidence, granted, someFindings, thomas, uwe } from './builders.ts';

const common = aGroup('0', 'common', [asMember(thomas), asMember(uwe)]);
const team = (id: string, more: Partial<Group> = {}) => aGroup(id, `team-${id}`, [asMember(thomas)], more);
const prod = assigned('1', 'prod');
const guest = { ...uwe, name: 'uwe_partner.com#EXT#@company.com', emails: ['uwe_partner.com#ext#@company.com'] };
const sharedWith = (target: typeof uwe) => aGroup('0', 'common', [asMember(thomas), asMember(target)]);
const unfinished = { scanned: true, complete: false, calls: 9 };
const unread = (what: string, reason: string) => ({
  evidence: fullEvidence({
    assignments: prod,
    unityCatalog: unfinished,
    gaps: [{ area: 'unityCatalog' as const, what, reason, hides: true }],
  }),
});

const verdict = (findings: Partial<Findings>, groups = [common, team('1')], options: PlanOptions = copyAll) =>
  buildPlan(someFindings(groups, findings), options).verdict;

describe('verdict', () => {
  it('is CLEAN for ordinary access between two who share something', () => {
    expect(verdict({ evidence: fullEvidence({ assignments: prod }) })).toEqual({ word: 'CLEAN', reasons: [] });
  });

  it('stays CLEAN where a verified dead-end is skipped', () => {
    expect(verdict({}).word).toBe('CLEAN');
  });

  it.each<[string, () => ReturnType<typeof verdict>, string]>([
    [
      'nothing in common',
      () => verdict({ evidence: fullEvidence({ assignments: prod }) }, [team('1')]),
      'they have nothing in common so far',
    ],
    [
      'only a built-in group in common',
      () => verdict({}, [team('1'), aGroup('2', 'account users')]),
      'they have nothing in common so far',
    ],
    [
      'workspace ADMIN',
      () => verdict({ evidence: fullEvidence({ assignments: assigned('1', 'prod', 'ADMIN') }) }),
      'one group gives workspace ADMIN in prod',
    ],
    [
      'an unnamed level',
      () => verdict({ evidence: fullEvidence({ assignments: assigned('1', 'prod', 'UNKNOWN') }) }),
      'one group gives an unknown level in workspace prod',
    ],
    [
      'MANAGE on two catalogs, without their names',
      () =>
        verdict(
          {
            evidence: fullEvidence({
              grants: { ...granted('1', 'catalog', 'ml', 'MANAGE'), ...granted('2', 'catalog', 'hr', 'MANAGE') },
            }),
          },
          [common, team('1'), team('2')],
        ),
      '2 groups give MANAGE on 2 catalogs',
    ],
    [
      'ALL PRIVILEGES, as REST spells it',
      () => verdict({ evidence: fullEvidence({ grants: granted('1', 'schema', 'ml.raw', 'ALL_PRIVILEGES') }) }),
      'one group gives ALL PRIVILEGES on one schema',
    ],
    [
      'ownership',
      () => verdict({ evidence: fullEvidence({ grants: granted('1', 'external_location', 'landing', 'OWNER') }) }),
      'one group gives ownership of one external location',
    ],
    [
      'a small group',
      () => verdict({ evidence: fullEvidence({ assignments: prod }) }, [common, team('1', { memberCount: 3 })]),
      'one group has 3 members or fewer',
    ],
    [
      'an undecided group',
      () => verdict({ evidence: fullEvidence({ unityCatalog: { scanned: false, complete: false, calls: 0 } }) }),
      'one group is undecided',
    ],
    ['a blocked group', () => verdict({}, [common, team('1', { roles: ['account_admin'] })]), 'one group is blocked'],
    [
      'an inactive source',
      () => verdict({ source: { ...thomas, active: false } }),
      'the source is deactivated in Databricks',
    ],
    [
      'workspaces not read, which may hide ADMIN',
      () =>
        verdict({ evidence: fullEvidence({ assignments: prod, workspaces: { complete: false, read: 2, total: 4 } }) }),
      '2 of 4 workspaces not read',
    ],
    [
      'Unity Catalog not scanned, which may hide MANAGE',
      () =>
        verdict({
          evidence: fullEvidence({ assignments: prod, unityCatalog: { scanned: false, complete: false, calls: 0 } }),
        }),
      'Unity Catalog not read, which may hide elevated rights',
    ],
    [
      'a part of Unity Catalog that could not be read',
      () => verdict(unread('catalog ml', 'refused (status 403)')),
      'Unity Catalog not fully read, which may hide elevated rights',
    ],
    [
      'Unity Catalog not read to the end, whatever the reason',
      () => verdict({ evidence: fullEvidence({ assignments: prod, unityCatalog: unfinished }) }),
      'Unity Catalog not fully read, which may hide elevated rights',
    ],
    [
      'a guest of another organisation',
      () => verdict({ target: guest, evidence: fullEvidence({ assignments: prod }) }, [team('1'), sharedWith(guest)]),
      'the target is a guest of another organisation',
    ],
  ])('says LOOK CLOSER for %s', (_, given, reason) => {
    expect(given()).toEqual({ word: 'LOOK CLOSER', reasons: [reason] });
  });

  it.each([
    ['a guest the source shares an organisation with', { ...thomas, emails: ['thomas@partner.com'] }, guest],
    ['two guests of one organisation', { ...guest, id: '9003', name: 'ann_partner.com#EXT#@company.com' }, guest],
    ['a colleague with an address elsewhere', thomas, { ...uwe, emails: ['uwe@company.com', 'uwe@home.example'] }],
  ])('stays CLEAN for %s', (_, source, target) => {
    const groups = [aGroup('0', 'common', [source, target].map(asMember)), aGroup('1', 'team-1', [asMember(source)])];
    expect(verdict({ source, target, evidence: fullEvidence({ assignments: prod }) }, groups).word).toBe('CLEAN');
  });

  it('stays CLEAN where Unity Catalog was not read because nothing depends on it, or nothing is added', () => {
    expect(verdict(unread('tables', NOT_NEEDED)).word).toBe('CLEAN');
    const options = { ...copyAll, without: ['team-1'] };
    expect(verdict(unread('catalog ml', 'refused (status 403)'), undefined, options).word).toBe('CLEAN');
  });

  it('keeps what is not added out of it', () => {
    const evidence = fullEvidence({ assignments: assigned('1', 'prod', 'ADMIN') });
    expect(verdict({ evidence }, undefined, { ...copyAll, without: ['team-1'] }).word).toBe('CLEAN');
  });

  it('names no group', () => {
    const evidence = fullEvidence({ assignments: assigned('1', 'prod', 'ADMIN'), gaps: [] });
    const reasons = verdict({ evidence }, [
      team('1', { memberCount: 1 }),
      team('2', { roles: ['x'] }),
      aGroup('3', 'team-3'),
    ]).reasons;
    expect(reasons).toHaveLength(5);
    expect(reasons.join(' ')).not.toContain('team-');
  });
});
