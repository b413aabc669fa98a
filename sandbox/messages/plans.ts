import type { Plan } from '#shared/domain/plan.ts';
import { etl, longNamed, planOf, SHARED, STORY, thomas, uwe } from './company.ts';

const platformUsers = { has: 'source', opens: { 'prod-workspace': 'USER' } } as const;
const engineers = { has: 'source', external: true, opens: { 'dev-workspace': 'USER' } } as const;
const owners = { has: 'source', roles: ['account_admin'] } as const;

/** Thomas and Uwe, after a complete scan. */
export const story = planOf({ groups: STORY });

/** Two groups of the identity provider, one of which the task of another request asks for. */
export const sharedWork = planOf({ groups: { ...STORY, 'data-scientists': engineers } });

const clean = planOf({ groups: { ...SHARED, 'npb-platform-users': platformUsers, 'data-engineers': engineers } });

const onlyDatabricks = planOf({ groups: { ...SHARED, 'npb-platform-users': platformUsers } });

const onlyIdentityProvider = planOf({ groups: { ...SHARED, 'data-engineers': engineers } });

const nothingInCommon = planOf({
  groups: { 'account users': { has: 'both' }, 'npb-platform-users': platformUsers, 'data-engineers': engineers },
});

const undecided = planOf({ groups: STORY, scanUc: false });

const blocked = planOf({ groups: { ...SHARED, 'account-owners': owners, 'npb-platform-users': platformUsers } });

const unusual = planOf({ groups: { ...SHARED, 'board-reporting': { ...platformUsers, members: 2 } } });

const dataOwner = planOf({
  groups: { ...SHARED, 'sales-data-owners': { has: 'source', catalogs: { sales: ['MANAGE', 'USE_CATALOG'] } } },
});

const inactiveSource = planOf({ groups: STORY, source: { ...thomas, active: false } });

const guest = planOf({
  groups: STORY,
  target: { ...uwe, name: 'uwe_partner.example#EXT#@company.onmicrosoft.com', emails: ['uwe@partner.example'] },
});

const workspaceUnread = planOf({
  groups: STORY,
  workspacesUnread: 1,
  gaps: [{ area: 'workspace', what: 'workspace sales not read', reason: 'the reader may not see it', hides: true }],
});

const leftOut = planOf({ groups: STORY, without: ['scratch-workspace-admins', 'no-such-group'] });

const arrivesAnyway = planOf({
  groups: { ...STORY, 'data-engineers': { ...engineers, inside: ['bi-consumers'] } },
  without: ['bi-consumers'],
});

const nothingLeft = planOf({ groups: { ...SHARED, 'legacy-etl-users': { has: 'target' } } });

const nothingGivable = planOf({
  groups: { ...SHARED, 'account-owners': owners, 'ml-catalog-readers': { has: 'source' } },
});

const etlGroups = {
  'account users': { has: 'both' },
  'etl-writers': { has: 'source', catalogs: { landing: ['MODIFY', 'SELECT', 'USE_CATALOG'] } },
  'etl-landing': { has: 'source', external: true, opens: { 'prod-workspace': 'USER' } },
} as const;
const unlinkedServicePrincipals = planOf({ ...etl, groups: etlGroups });
const servicePrincipals = planOf({
  source: etl.source,
  target: { ...etl.target, externalId: '6d1f0a52-0000-4000-8000-000000009102' },
  groups: etlGroups,
});

const longNames = planOf({ ...longNamed, groups: STORY });

const everythingAtOnce = planOf({
  source: { ...thomas, active: false },
  groups: {
    'account users': { has: 'both' },
    'account-owners': owners,
    'board-reporting': { ...platformUsers, members: 2 },
    'data-engineers': engineers,
    'ml-catalog-readers': { has: 'source' },
    'npb-platform-users': platformUsers,
    'scratch-workspace-admins': { has: 'source', opens: { 'scratch-workspace': 'ADMIN' } },
  },
  gaps: [{ area: 'unityCatalog', what: 'tables not read', reason: 'more than 2000 calls', hides: true }],
});

const MANY = 400;
const team = (number: number) => `team-${String(number).padStart(3, '0')}-analytics-readers`;
const manyGroups = planOf({
  groups: {
    ...SHARED,
    ...Object.fromEntries(
      Array.from({ length: MANY }, (_, index) => [
        team(index + 1),
        { has: 'source' as const, opens: { [`workspace-${index % 20}`]: 'USER' as const } },
      ]),
    ),
    'scratch-workspace-admins': { has: 'source', opens: { 'scratch-workspace': 'ADMIN' } },
  },
});

/** Every plan that reads differently, by what is special about it. */
export const PLANS = {
  'look closer: workspace ADMIN (the story)': story,
  clean,
  'only Databricks groups': onlyDatabricks,
  'only groups of the identity provider': onlyIdentityProvider,
  'look closer: nothing in common': nothingInCommon,
  'look closer: undecided, Unity Catalog not scanned': undecided,
  'look closer: a blocked group': blocked,
  'look closer: a group of two members': unusual,
  'look closer: MANAGE on a catalog': dataOwner,
  'look closer: the source is deactivated': inactiveSource,
  'look closer: the target is a guest of another organisation': guest,
  'look closer: a workspace could not be read': workspaceUnread,
  'a group left out on request': leftOut,
  'look closer: left out on request, comes all the same': arrivesAnyway,
  'look closer: everything at once': everythingAtOnce,
  'nothing left to add': nothingLeft,
  'nothing that can be added': nothingGivable,
  'two service principals': servicePrincipals,
  'two service principals, the target not linked': unlinkedServicePrincipals,
  'long names': longNames,
  'four hundred groups': manyGroups,
} as const satisfies Record<string, Plan>;

/** The same for every plan, so that a page has one argument list per variant. */
export function forEachPlan<A>(args: (plan: Plan) => A): Record<string, A> {
  return Object.fromEntries(Object.entries(PLANS).map(([name, plan]) => [name, args(plan)]));
}
