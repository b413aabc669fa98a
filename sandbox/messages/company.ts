import { buildPlan, type PlanOptions } from '#shared/domain/build-plan.ts';
import type { CoverageGap, WorkspaceLevel } from '#shared/domain/evidence.ts';
import { findingsSchema } from '#shared/domain/findings.ts';
import { type Plan, planSchema } from '#shared/domain/plan.ts';
import { type Principal, principalSchema } from '#shared/domain/principal.ts';

function person(id: string, displayName: string, more: Partial<Principal> = {}): Principal {
  const [givenName = ''] = displayName.split(' ');
  const name = `${givenName.toLowerCase()}@company.com`;
  const externalId = `6d1f0a52-0000-4000-8000-00000000${id}`;
  const user = { kind: 'user', id, name, displayName, givenName, active: true, emails: [name], externalId, roles: [] };
  return principalSchema.parse({ ...user, ...more });
}

export const thomas = person('9001', 'Thomas Müller');
export const uwe = person('9002', 'Uwe Becker');

export const longNamed = {
  source: person('9003', 'Maximiliane-Alexandra Freifrau von Schwarzenberg-Hohenfels', {
    name: 'maximiliane-alexandra.von.schwarzenberg-hohenfels@data-platform.company.com',
  }),
  target: person('9004', 'Bartholomäus Konstantin Oberstadtdirektor-Müllerschön', {
    name: 'bartholomaeus.konstantin.oberstadtdirektor@data-platform.company.com',
  }),
};

const noPerson = { kind: 'servicePrincipal' as const, givenName: null, emails: [] };
export const etl = {
  source: person('9101', 'etl-prod', { ...noPerson, name: '0c8e2d6a-7b1f-4e53-9a41-3d5f7b9c1e01' }),
  target: person('9102', 'etl-new', { ...noPerson, name: '0c8e2d6a-7b1f-4e53-9a41-3d5f7b9c1e02', externalId: null }),
};

/** A group of the example account, as far as an example needs it. */
interface GroupSpec {
  /** Who of the two is in it; nobody where it is only reached through `inside`. */
  readonly has?: 'source' | 'target' | 'both';
  /** Groups it is a member of, by name. */
  readonly inside?: readonly string[];
  /** True where the identity provider owns it. */
  readonly external?: boolean;
  readonly roles?: readonly string[];
  readonly members?: number;
  /** Workspaces it opens. */
  readonly opens?: Readonly<Record<string, WorkspaceLevel>>;
  /** Catalogs it opens: name → privileges. */
  readonly catalogs?: Readonly<Record<string, readonly string[]>>;
}
type Groups = Readonly<Record<string, GroupSpec>>;

export interface PlanSpec extends Partial<Omit<PlanOptions, 'neverCopy'>> {
  readonly source?: Principal;
  readonly target?: Principal;
  readonly groups: Groups;
  readonly gaps?: readonly CoverageGap[];
  readonly workspacesUnread?: number;
}

export const IDENTITY_PROVIDER = 'Entra';
const WORKSPACES = 3;

/** What both belong to in most examples. */
export const SHARED: Groups = {
  'account users': { has: 'both' },
  'npb-developers': { has: 'both' },
  'shared-readers': { has: 'both' },
};

/** The story of the README: what Thomas has and Uwe has not. */
export const STORY: Groups = {
  ...SHARED,
  'data-engineers': {
    ...{ has: 'source', external: true, inside: ['bi-consumers'] },
    opens: { 'dev-workspace': 'USER', 'prod-workspace': 'USER' },
  },
  'bi-consumers': { external: true },
  'ml-catalog-readers': { has: 'source' },
  'npb-platform-users': { has: 'source', opens: { 'prod-workspace': 'USER' } },
  'scratch-workspace-admins': { has: 'source', opens: { 'scratch-workspace': 'ADMIN' } },
  'legacy-etl-users': { has: 'target' },
};

/** The plan the desk itself makes of such an account; what was read passes the schema, and so does the plan. */
export function planOf({
  source = thomas,
  target = uwe,
  groups,
  gaps = [],
  workspacesUnread = 0,
  ...options
}: PlanSpec): Plan {
  const scanUc = options.scanUc ?? true;
  const names = Object.keys(groups);
  const idOf = (name: string) => String(7_700_000 + names.indexOf(name));
  const byId = <T>(value: (spec: GroupSpec, name: string) => T) =>
    Object.fromEntries(Object.entries(groups).map(([name, spec]) => [idOf(name), value(spec, name)]));
  const findings = findingsSchema.parse({
    route: 'iam-v2',
    source,
    target,
    groups: byId((spec, name) => groupOf(idOf(name), name, spec, { source, target, groups, idOf })),
    sourceMembership: {},
    evidence: {
      assignments: byId(({ opens = {} }, name) =>
        Object.entries(opens).map(([workspaceName, level]) => ({
          ...{ workspaceId: `ws-${workspaceName}`, workspaceName, level, viaGroupId: idOf(name) },
        })),
      ),
      grants: byId(({ catalogs = {} }, name) =>
        Object.entries(catalogs).map(([catalog, privileges]) => ({
          ...{ metastoreId: 'metastore-1', kind: 'catalog', name: catalog, privileges, viaGroupId: idOf(name) },
        })),
      ),
      workspaces: { complete: workspacesUnread === 0, read: WORKSPACES - workspacesUnread, total: WORKSPACES },
      unityCatalog: {
        scanned: scanUc,
        complete: scanUc && !gaps.some(({ area }) => area === 'unityCatalog'),
        calls: scanUc ? 14 : 0,
      },
      gaps,
    },
  });
  const rules = { without: [], neverCopy: { ids: [], names: [] }, identityProvider: IDENTITY_PROVIDER };
  return planSchema.parse(buildPlan(findings, { ...rules, ...options, scanUc }));
}

function groupOf(
  id: string,
  name: string,
  { has, external = false, roles = [], members = 12 }: GroupSpec,
  {
    source,
    target,
    groups,
    idOf,
  }: { source: Principal; target: Principal; groups: Groups; idOf: (name: string) => string },
): unknown {
  const people = [...(has === 'target' ? [] : [source]), ...(has === 'source' ? [] : [target])];
  const nested = Object.entries(groups).filter(([, { inside = [] }]) => inside.includes(name));
  return {
    ...{ id, name, roles, memberCount: members },
    externalId: external ? `0d1e5f00-0000-4000-8000-00000${id}` : null,
    members: [
      ...(has === undefined ? [] : people).map((one) => ({ kind: one.kind, id: one.id })),
      ...nested.map(([inner]) => ({ kind: 'group', id: idOf(inner) })),
    ],
  };
}
