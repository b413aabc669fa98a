import type { SecurableGrant, WorkspaceAccess } from '#shared/domain/evidence.ts';
import { type Action, type Follow, type MembershipLine, type Plan, planSchema } from '#shared/domain/plan.ts';
import { type Principal, principalSchema } from '#shared/domain/principal.ts';

/** Uwe, who is to get what Thomas has. */
export function aPrincipal(overrides: Partial<Principal> = {}): Principal {
  return principalSchema.parse({
    kind: 'user',
    id: '7002',
    name: 'uwe@company.com',
    displayName: 'Uwe Becker',
    givenName: 'Uwe',
    active: true,
    emails: ['uwe@company.com'],
    externalId: 'aad-user-uwe',
    roles: [],
    ...overrides,
  });
}

export const thomas = aPrincipal({
  id: '7001',
  name: 'thomas@company.com',
  displayName: 'Thomas Müller',
  givenName: 'Thomas',
  emails: ['thomas@company.com'],
  externalId: 'aad-user-thomas',
});
export const uwe = aPrincipal();

export function aServicePrincipal(overrides: Partial<Principal> = {}): Principal {
  return aPrincipal({
    kind: 'servicePrincipal',
    id: '8001',
    name: '3f2a1c5e-0000-4000-8000-00000000a001',
    displayName: 'etl-nightly',
    givenName: null,
    emails: [],
    externalId: null,
    ...overrides,
  });
}

export function aWorkspace(workspaceName: string, overrides: Partial<WorkspaceAccess> = {}): WorkspaceAccess {
  return { workspaceId: `ws-${workspaceName}`, workspaceName, level: 'USER', viaGroupId: '0', ...overrides };
}

export function aGrant(
  name: string,
  privileges: readonly string[],
  overrides: Partial<SecurableGrant> = {},
): SecurableGrant {
  return { metastoreId: 'ms-1', kind: 'catalog', name, privileges: [...privileges], viaGroupId: '0', ...overrides };
}

const EXTERNAL_IDS: Readonly<Record<string, string>> = {
  'data-engineers': 'aad-group-data-engineers',
  'bi-consumers': 'aad-group-bi-consumers',
};

function aGroup(name: string): Action['group'] {
  const externalId = EXTERNAL_IDS[name] ?? null;
  return { id: `g-${name}`, name, externalId, origin: externalId === null ? 'internal' : 'external' };
}

/** A direct group of the gap; by default one that is simply added in Databricks. */
export function anAction(name: string, overrides: Partial<Action> = {}): Action {
  return {
    type: 'Databricks',
    group: aGroup(name),
    path: [thomas.displayName, name],
    otherPaths: 0,
    evidence: 'yes',
    workspaces: [],
    grants: [],
    elevated: [],
    roles: [],
    reason: null,
    ancestorIds: [],
    memberCount: 12,
    ...overrides,
  };
}

/** A transitive group of the gap that arrives through `through`. */
export function aFollow(name: string, through: Action, overrides: Partial<Follow> = {}): Follow {
  return {
    group: aGroup(name),
    path: [...through.path, name],
    otherPaths: 0,
    throughGroupId: through.group.id,
    throughGroupName: through.group.name,
    throughType: through.type,
    follows: through.type === 'Databricks' || through.type === 'IdP required',
    workspaces: [],
    grants: [],
    ...overrides,
  };
}

function onlySource(group: Action['group'], path: readonly string[]): MembershipLine {
  return {
    group,
    inSource: true,
    inTarget: false,
    directInSource: path.length === 2,
    directInTarget: false,
    pathInSource: [...path],
    pathInTarget: [],
  };
}

function onlyTarget(name: string): MembershipLine {
  return {
    group: aGroup(name),
    inSource: false,
    inTarget: true,
    directInSource: false,
    directInTarget: true,
    pathInSource: [],
    pathInTarget: [uwe.displayName, name],
  };
}

export function aSharedLine(name: string): MembershipLine {
  return {
    group: aGroup(name),
    inSource: true,
    inTarget: true,
    directInSource: true,
    directInTarget: true,
    pathInSource: [thomas.displayName, name],
    pathInTarget: [uwe.displayName, name],
  };
}

const byName = (a: MembershipLine, b: MembershipLine): number => (a.group.name < b.group.name ? -1 : 1);

/** A valid plan for these rows; its comparison holds them, `legacy-etl-users` of Uwe's and three shared groups. */
export function aPlan(
  actions: readonly Action[],
  follows: readonly Follow[] = [],
  overrides: Partial<Plan> = {},
): Plan {
  const comparison = [
    ...actions.map(({ group, path }) => onlySource(group, path)),
    ...follows.map(({ group, path }) => onlySource(group, path)),
    onlyTarget('legacy-etl-users'),
    ...['account users', 'npb-developers', 'shared-readers'].map(aSharedLine),
  ].sort(byName);
  return planSchema.parse({
    version: 1,
    source: thomas,
    target: uwe,
    route: 'iam-v2',
    scanUc: true,
    without: [],
    actions,
    follows,
    comparison,
    sharedCount: 3,
    coverage: {
      workspacesRead: 3,
      workspacesTotal: 3,
      unityCatalogScanned: true,
      unityCatalogComplete: true,
      unityCatalogCalls: 14,
      gaps: [],
      notCovered: ['permissions on workspace objects', 'attribute-based access control policies'],
    },
    notCopied: [],
    verdict: { word: 'CLEAN', reasons: [] },
    ...overrides,
  });
}

const dataEngineers = anAction('data-engineers', {
  type: 'IdP required',
  workspaces: [aWorkspace('dev-workspace'), aWorkspace('prod-workspace')],
  ancestorIds: ['g-bi-consumers'],
});
const deadEnd = anAction('ml-catalog-readers', {
  type: 'Skipped',
  evidence: 'no',
  reason: 'no workspace assignment, no UC grants detected',
});
const platformUsers = anAction('npb-platform-users', { workspaces: [aWorkspace('prod-workspace')] });
const scratchAdmins = anAction('scratch-workspace-admins', {
  workspaces: [aWorkspace('scratch-workspace', { level: 'ADMIN' })],
  elevated: ['workspace ADMIN in scratch-workspace'],
});
const lookCloser: Plan['verdict'] = {
  word: 'LOOK CLOSER',
  reasons: ['one group gives workspace ADMIN in scratch-workspace'],
};

/** The story of every page: Thomas and Uwe, after a complete Unity Catalog scan. */
export function examplePlan(overrides: Partial<Plan> = {}): Plan {
  const actions = [dataEngineers, deadEnd, platformUsers, scratchAdmins];
  return aPlan(actions, [aFollow('bi-consumers', dataEngineers)], { verdict: lookCloser, ...overrides });
}

/** The same story before the scan: what ml-catalog-readers opens is not known yet. */
export function examplePlanBeforeScan(overrides: Partial<Plan> = {}): Plan {
  const undecided = anAction('ml-catalog-readers', {
    type: 'Unverified',
    evidence: 'unknown',
    reason: 'no workspace assignment, Unity Catalog not scanned',
  });
  const scanned = examplePlan();
  return aPlan([dataEngineers, undecided, platformUsers, scratchAdmins], [aFollow('bi-consumers', dataEngineers)], {
    scanUc: false,
    coverage: {
      ...scanned.coverage,
      unityCatalogScanned: false,
      unityCatalogComplete: false,
      unityCatalogCalls: 0,
    },
    verdict: { word: 'LOOK CLOSER', reasons: [...lookCloser.reasons, 'one group is undecided'] },
    ...overrides,
  });
}
