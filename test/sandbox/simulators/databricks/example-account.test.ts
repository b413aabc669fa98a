import { describe, expect, it } from 'vitest';
import type { AccountModel, GroupModel } from '#sandbox/simulators/databricks/account-model.ts';
import {
  etlNewApplicationId,
  etlProdApplicationId,
  exampleAccount,
} from '#sandbox/simulators/databricks/example-account.ts';
import { LiveAccount } from '#sandbox/simulators/databricks/live-account.ts';
import { transitiveParents } from '#sandbox/simulators/databricks/transitive-parents.ts';

const live = new LiveAccount(exampleAccount(), { lagMs: 0, flicker: false, seed: 1 }, () => 0);

function groupsOf(name: string): GroupModel[] {
  return transitiveParents(live.idOf(name), (id) => live.groupsWith(id));
}

function gap(source: string, target: string): string[] {
  const known = new Set(groupsOf(target).map(({ id }) => id));
  return groupsOf(source)
    .filter(({ id }) => !known.has(id))
    .map(({ displayName, externalId }) => `${displayName}${externalId === undefined ? '' : ' (external)'}`)
    .toSorted();
}

describe('the example account', () => {
  it('has the gap of the story', () => {
    expect(gap('thomas@company.com', 'uwe@company.com')).toEqual([
      'bi-consumers (external)',
      'data-engineers (external)',
      'ml-catalog-readers',
      'npb-platform-users',
      'scratch-workspace-admins',
    ]);
    expect(gap('uwe@company.com', 'thomas@company.com')).toEqual(['legacy-etl-users']);
    expect(
      groupsOf('uwe@company.com')
        .map(({ displayName }) => displayName)
        .toSorted(),
    ).toEqual(['account users', 'legacy-etl-users', 'npb-developers', 'shared-readers']);
  });

  it('has the same for two service principals', () => {
    expect(gap(etlProdApplicationId, etlNewApplicationId)).toEqual(['etl-landing (external)', 'etl-writers']);
  });

  it('opens the workspaces of the story', () => {
    const levels = Object.fromEntries(
      ['data-engineers', 'bi-consumers', 'ml-catalog-readers', 'npb-platform-users', 'scratch-workspace-admins'].map(
        (name) => [
          name,
          live.workspaces.flatMap((workspace) =>
            workspace.assignments
              .filter(({ principalId }) => principalId === live.idOf(name))
              .map(({ permissions }) => `${workspace.name} ${permissions.join()}`),
          ),
        ],
      ),
    );
    expect(levels).toEqual({
      'data-engineers': ['dev-workspace USER', 'prod-workspace USER'],
      'bi-consumers': [],
      'ml-catalog-readers': [],
      'npb-platform-users': ['prod-workspace USER'],
      'scratch-workspace-admins': ['scratch-workspace ADMIN'],
    });
  });

  it('grants nothing in Unity Catalog to a group of the gap', () => {
    const named = new Set(
      live.metastores.flatMap((metastore) =>
        [metastore, ...metastore.securables].flatMap(({ owner, grants }) => [
          owner,
          ...grants.map(({ principal }) => principal),
        ]),
      ),
    );
    const missing = [
      'data-engineers',
      'bi-consumers',
      'ml-catalog-readers',
      'npb-platform-users',
      'scratch-workspace-admins',
    ];
    expect(missing.filter((name) => named.has(name))).toEqual([]);
    expect(named.has('shared-readers')).toBe(true);
  });

  it('has no small group, one inactive user, two people of one name, and ids a double cannot hold', () => {
    expect(live.groups.filter(({ id }) => live.members(id).length <= 3)).toEqual([]);
    expect(live.users.filter(({ active }) => !active)).toHaveLength(1);
    expect(live.users.filter(({ displayName }) => displayName === 'Anna Schmidt')).toHaveLength(2);
    const ids = idsOf(exampleAccount());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.length > 16)).toEqual([]);
    expect(ids.filter((id) => String(Number(id)) !== id).length).toBeGreaterThan(5);
  });
});

function idsOf({ users, servicePrincipals, groups, workspaces }: AccountModel): string[] {
  return [...users, ...servicePrincipals, ...groups, ...workspaces].map(({ id }) => id);
}
