import { faultKindSchema, type Outside, outsideSchema } from '../faults.ts';
import { type Base, type Goal, INVOLVED, newcomer } from './goal.ts';

/** Deaths that nobody notices, frozen processes and wrong requests have goals of their own. */
const KINDS = faultKindSchema.exclude(['wrong request', 'killed silent', 'frozen before', 'frozen after']).options;

type Calls = Readonly<Record<string, (base: Base) => Base>>;

const asIs = (base: Base): Base => base;
const withAll = (base: Base): Base => ({ ...base, account: { ...base.account, ...INVOLVED } });
const onV2 = (base: Base): Base => ({ ...withAll(base), account: { ...INVOLVED, iamV2: 'on' } });
const onSite = (base: Base): Base => withAll({ ...base, way: 'DBX' });
const onDesk = (base: Base): Base =>
  withAll({ ...base, way: 'DBM', wish: { ...base.wish, approvers: ['petra', 'paul'] } });
const onItem = (base: Base): Base => withAll({ ...base, way: 'access' });

/** A call is made where the answer of another one was lost: it looks whether that was done. */
const afterLost =
  (lead: (base: Base) => Base, call: string) =>
  (base: Base): Base => ({ ...lead(base), faults: [{ kind: 'reset after', call, exactly: true }] });

const ACCOUNT = '/api/2.0/accounts/:account';
const CATALOG = '/ws/:workspace/api/2.1/unity-catalog';

/** Every call a function makes, and a story that makes it for certain. */
const CALLS: Readonly<Record<Outside, Calls>> = {
  Databricks: {
    [`GET ${ACCOUNT}/metastores`]: withAll,
    [`GET ${ACCOUNT}/metastores/:metastore/workspaces`]: withAll,
    [`GET ${ACCOUNT}/scim/v2/Groups/:id`]: withAll,
    [`GET ${ACCOUNT}/scim/v2/Groups`]: (base) => ({ ...withAll(base), account: { ...INVOLVED, iamV2: 'off404' } }),
    [`GET ${ACCOUNT}/scim/v2/ServicePrincipals`]: withAll,
    [`GET ${ACCOUNT}/scim/v2/ServicePrincipals/:id`]: withAll,
    [`GET ${ACCOUNT}/scim/v2/Users`]: withAll,
    [`GET ${ACCOUNT}/scim/v2/Users/:id`]: withAll,
    [`GET ${ACCOUNT}/workspaces`]: withAll,
    [`GET ${ACCOUNT}/workspaces/:workspace/permissionassignments`]: withAll,
    'GET /api/2.0/identity/accounts/:account/groups/:group/direct-members/:principal': onV2,
    'GET /api/2.0/identity/accounts/:account/principals/:principal/transitive-parent-groups': onV2,
    ...Object.fromEntries(
      [
        'bindings/:type/:name',
        'catalogs',
        'connections',
        'credentials',
        'external-locations',
        'functions',
        'metastore_summary',
        'models',
        'permissions/:type/:name',
        'schemas',
        'shares',
        'shares/:name/permissions',
        'storage-credentials',
        'tables',
        'volumes',
      ].map((path) => [`GET ${CATALOG}/${path}`, withAll]),
    ),
    [`PATCH ${ACCOUNT}/scim/v2/Groups/:id`]: withAll,
    'POST /oidc/accounts/:account/v1/token': asIs,
  },
  Jira: {
    'GET /rest/api/3/issue/:issue': onSite,
    'GET /rest/api/3/issue/:issue/changelog': onSite,
    'GET /rest/api/3/issue/:issue/comment': afterLost(onSite, 'POST /rest/api/3/issue/:issue/comment'),
    'GET /rest/api/3/issue/:issue/transitions': onSite,
    'GET /rest/api/3/status/:status': onDesk,
    'GET /rest/api/3/user': onSite,
    'GET /rest/api/3/user/groups': onSite,
    'GET /rest/api/3/user/search': (base) => newcomer(onSite(base)),
    'GET /rest/servicedeskapi/request/:issue': onDesk,
    'GET /rest/servicedeskapi/request/:issue/approval': onDesk,
    'POST /rest/api/3/issue': onSite,
    'POST /rest/api/3/issue/:issue/attachments': onSite,
    'POST /rest/api/3/issue/:issue/comment': onSite,
    'POST /rest/api/3/issue/:issue/transitions': onSite,
    'POST /rest/api/3/search/jql': onSite,
    'POST /rest/servicedeskapi/request/:issue/attachment': onDesk,
    'POST /rest/servicedeskapi/servicedesk/:desk/attachTemporaryFile': onDesk,
    'PUT /rest/api/3/issue/:issue': onSite,
  },
  ServiceNow: {
    'GET /api/now/attachment': afterLost(onItem, 'POST /api/now/attachment/file'),
    'GET /api/now/table/:table': onItem,
    'GET /api/now/table/:table/:record': onItem,
    'PATCH /api/now/table/:table/:record': onItem,
    'POST /api/now/table/:table': onItem,
    'POST /api/now/attachment/file': onItem,
    'POST /oauth_token.do': onItem,
  },
  DynamoDB: { GetItem: asIs, PutItem: asIs, UpdateItem: asIs, Query: asIs },
  'Step Functions': { StartExecution: asIs, SendTaskSuccess: asIs, DescribeExecution: asIs },
  'Secrets Manager': { GetSecretValue: asIs },
};

/** Each call fails, in one way or another, once or a few times. */
export function goalsOfCalls(): Goal[] {
  return outsideSchema.options.flatMap((to) =>
    Object.entries(CALLS[to]).map(
      ([call, lead]): Goal => ({
        name: `${to} ${call} fails`,
        change(base, chance) {
          const led = lead(base);
          const kind = chance.of(KINDS);
          const amount = { times: chance.of([1, 1, 3]), seconds: chance.between(1, 25) };
          return { ...led, faults: [...(led.faults ?? []), { kind, to, call, exactly: true, ...amount }] };
        },
      }),
    ),
  );
}
