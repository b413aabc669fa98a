import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestorsOf, directGroups, readGraph, shortestPaths } from '#shared/domain/membership.ts';
import { countOtherPaths, MOST_OTHER_PATHS } from '#shared/domain/path-count.ts';
import { aGroup, asMember, byId, thomas } from './builders.ts';
import { anyAccount, modelMemberships } from './generated-account.ts';

const inside = (...ids: string[]) => ids.map((id) => ({ kind: 'group' as const, id }));

describe('memberships', () => {
  it('takes the shortest path, and of equal ones the first by name, then id', () => {
    const graph = readGraph(
      byId([
        aGroup('1', 'zebra', [asMember(thomas)]),
        aGroup('3', 'apple', [asMember(thomas)]),
        aGroup('2', 'apple', [asMember(thomas)]),
        aGroup('4', 'top', inside('1', '2', '3', '5')),
        aGroup('5', 'aaa', inside('1')),
      ]),
    );
    const direct = directGroups(graph, thomas);
    expect(direct).toEqual(['2', '3', '1']);
    expect(shortestPaths(graph, direct).get('4')).toEqual(['2', '4']);
    expect(countOtherPaths(graph, direct, '4')).toBe(3);
  });

  it('follows cycles once and never counts a group among its own ancestors', () => {
    const graph = readGraph(
      byId([
        aGroup('1', 'a', [asMember(thomas), ...inside('3', '1')]),
        aGroup('2', 'b', inside('1')),
        aGroup('3', 'c', inside('2')),
      ]),
    );
    expect(ancestorsOf(graph, '1')).toEqual(['2', '3']);
    expect(shortestPaths(graph, ['1']).get('3')).toEqual(['1', '2', '3']);
    expect(countOtherPaths(graph, ['1'], '1')).toBe(0);
  });

  it('reaches the end of a chain of 2,000 levels', () => {
    const chain = Array.from({ length: 2000 }, (_, level) =>
      aGroup(`${level}`, `level ${level}`, level === 0 ? [asMember(thomas)] : inside(`${level - 1}`)),
    );
    const graph = readGraph(byId(chain));
    expect(shortestPaths(graph, ['0']).get('1999')).toHaveLength(2000);
    expect(countOtherPaths(graph, ['0'], '1999')).toBe(0);
  });

  it('stops counting at 99 where everything is nested in everything', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `${index}`);
    const graph = readGraph(byId(ids.map((id) => aGroup(id, id, [asMember(thomas), ...inside(...ids)]))));
    const counts = ids.map((id) => countOtherPaths(graph, ids, id));
    expect(new Set(counts)).toEqual(new Set([MOST_OTHER_PATHS]));
  });

  it('takes everybody for a member of built-in groups, and leaves them out of ancestors', () => {
    const graph = readGraph(
      byId([
        aGroup('1', 'team', [asMember(thomas)]),
        aGroup('2', 'account users', inside('1')),
        aGroup('3', 'all', inside('2')),
      ]),
    );
    expect(directGroups(graph, thomas)).toEqual(['2', '1']);
    expect(shortestPaths(graph, directGroups(graph, thomas)).get('3')).toEqual(['2', '3']);
    expect(ancestorsOf(graph, '1')).toEqual([]);
  });

  it('does not take a user for a group or a service principal of the same id', () => {
    const graph = readGraph(
      byId([
        aGroup('1', 'a', [{ kind: 'servicePrincipal', id: thomas.id }]),
        aGroup('2', 'b', [{ kind: 'user', id: '1' }]),
      ]),
    );
    expect(directGroups(graph, thomas)).toEqual([]);
    expect(ancestorsOf(graph, '1')).toEqual([]);
  });

  it('agrees with a naive model on any account', () => {
    fc.assert(
      fc.property(anyAccount, ({ findings: { groups, source } }) => {
        const graph = readGraph(groups);
        const found = shortestPaths(graph, directGroups(graph, source));
        expect(new Set(found.keys())).toEqual(modelMemberships(Object.values(groups), source));
        for (const path of found.values()) {
          path.slice(1).forEach((id, index) => {
            expect(groups[id]?.members.map((member) => member.id)).toContain(path[index]);
          });
        }
      }),
    );
  });

  it('counts paths as a plain search does', () => {
    fc.assert(
      fc.property(anyAccount, ({ findings: { groups, source } }) => {
        const graph = readGraph(groups);
        const starts = directGroups(graph, source);
        for (const id of shortestPaths(graph, starts).keys()) {
          const all = plainCount(graph.parents, starts, id, new Set());
          expect(countOtherPaths(graph, starts, id)).toBe(Math.min(MOST_OTHER_PATHS, all - 1));
        }
      }),
      { numRuns: 50 },
    );
  });
});

function plainCount(
  parents: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
  to: string,
  passed: ReadonlySet<string>,
): number {
  return from
    .filter((id) => !passed.has(id))
    .reduce(
      (sum, id) => sum + (id === to ? 1 : plainCount(parents, parents.get(id) ?? [], to, new Set([...passed, id]))),
      0,
    );
}
