import { describe, expect, it } from 'vitest';
import { openedBy } from '#shared/domain/group-evidence.ts';
import { isNeverCopied } from '#shared/domain/never-copy.ts';
import { byNameThenId, compareText } from '#shared/domain/order.ts';
import { openedWorkspaces } from '#shared/domain/workspace-access.ts';
import { assigned, fullEvidence } from './builders.ts';

describe('order', () => {
  it('goes by code point, not by UTF-16 unit and not by locale', () => {
    expect(['😀', 'ｚ', 'ä', 'a', 'B', ''].sort(compareText)).toEqual(['', 'B', 'a', 'ä', 'ｚ', '😀']);
  });

  it('of groups goes by name, then by id', () => {
    const groups = [
      { id: '2', name: 'a' },
      { id: '1', name: 'b' },
      { id: '1', name: 'a' },
    ];
    expect(groups.sort(byNameThenId).map(({ id, name }) => name + id)).toEqual(['a1', 'a2', 'b1']);
  });
});

describe('never copied', () => {
  it.each([
    ['admins', 'admins', true],
    ['admins', 'Admins', true],
    ['admins', 'admins-prod', false],
    ['admins*', 'admins-prod', true],
    ['*prod', 'admins-prod', true],
    ['*-prod-*', 'a-prod-b', true],
    ['a*b*c', 'a-b-b-c', true],
    ['ab*ba', 'aba', false],
    ['a*b*b', 'ab', false],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['Führung*', 'fu\u0308hrung-1', true],
    ['', 'x', false],
  ])('pattern %j, group %j: %s', (pattern, name, is) => {
    expect(isNeverCopied({ id: '1', name }, { ids: [], names: [pattern] })).toBe(is);
  });

  it('takes no time on a hostile name', () => {
    expect(isNeverCopied({ id: '1', name: 'a'.repeat(50_000) }, { ids: [], names: [`${'*a'.repeat(500)}b`] })).toBe(
      false,
    );
  });
});

describe('what groups open', () => {
  it('is each workspace once, with the highest level', () => {
    const accesses = [
      assigned('1', 'prod'),
      assigned('2', 'prod', 'ADMIN'),
      assigned('3', 'prod', 'UNKNOWN'),
      assigned('1', 'dev'),
    ];
    expect(openedWorkspaces(accesses.flatMap((one) => Object.values(one).flat()))).toEqual([
      { id: 'ws-dev', name: 'dev', level: 'USER' },
      { id: 'ws-prod', name: 'prod', level: 'ADMIN' },
    ]);
  });

  it('is each object once, with the privileges of every reading', () => {
    const one = { metastoreId: 'm1', kind: 'catalog', name: 'ml', viaGroupId: '1' };
    const grants = {
      1: [
        { ...one, privileges: ['USE_CATALOG', 'SELECT'] },
        { ...one, privileges: ['use catalog', 'MANAGE'] },
      ],
    };
    expect(openedBy(fullEvidence({ grants }), ['1', 'constructor']).grants).toEqual([
      { ...one, privileges: ['MANAGE', 'SELECT', 'USE CATALOG'] },
    ]);
  });
});
