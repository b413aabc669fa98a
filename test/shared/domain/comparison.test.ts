import { describe, expect, it } from 'vitest';
import { compareMemberships, unplacedGroups } from '#shared/domain/comparison.ts';
import { readGraph } from '#shared/domain/membership.ts';
import { aGroup, asMember, someFindings, thomas, uwe } from './builders.ts';
import { exampleFindings } from './example-account.ts';

const compare = (findings: typeof exampleFindings) => compareMemberships(findings, readGraph(findings.groups));

describe('comparison', () => {
  it('shows the example account by group name, built-in groups as shared', () => {
    const lines = compare(exampleFindings).map(({ group, inSource, inTarget }) => [group.name, inSource, inTarget]);
    expect(lines).toEqual([
      ['account users', true, true],
      ['bi-consumers', true, false],
      ['data-engineers', true, false],
      ['legacy-etl-users', false, true],
      ['ml-catalog-readers', true, false],
      ['npb-developers', true, true],
      ['npb-platform-users', true, false],
      ['scratch-workspace-admins', true, false],
      ['shared-readers', true, true],
    ]);
  });

  it('names the way from the principal to the group, and tells direct from transitive', () => {
    const line = compare(exampleFindings).find(({ group }) => group.name === 'bi-consumers');
    expect(line).toEqual({
      group: { id: '102', name: 'bi-consumers', externalId: 'entra-102', origin: 'external' },
      inSource: true,
      inTarget: false,
      directInSource: false,
      directInTarget: false,
      pathInSource: ['Thomas Müller', 'data-engineers', 'bi-consumers'],
      pathInTarget: [],
    });
  });

  it('keeps case twins and namesakes apart', () => {
    const findings = someFindings([
      aGroup('3', 'team', [asMember(uwe)]),
      aGroup('2', 'team', [asMember(thomas)]),
      aGroup('1', 'Team', [asMember(thomas)]),
    ]);
    expect(compare(findings).map(({ group, inSource }) => [group.id, inSource])).toEqual([
      ['1', true],
      ['2', true],
      ['3', false],
    ]);
  });

  it('takes a membership the identity provider owns for external although the group has no externalId', () => {
    const findings = someFindings([aGroup('1', 'team', [asMember(thomas)])], { sourceMembership: { 1: 'external' } });
    expect(compare(findings)[0]?.group.origin).toBe('external');
  });

  it('tells groups to which no path leads', () => {
    const findings = someFindings([aGroup('1', 'team', [asMember(thomas)]), aGroup('2', 'hidden')]);
    expect(unplacedGroups(findings, readGraph(findings.groups))).toMatchObject([
      { area: 'membership', what: 'nesting of hidden not readable', hides: true },
    ]);
    expect(compare(findings)).toHaveLength(1);
  });
});
