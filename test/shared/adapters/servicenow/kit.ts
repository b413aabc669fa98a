import type { Faults } from '#sandbox/simulators/http-faults.ts';
import { type RecordedRequest, serve } from '#sandbox/simulators/http-server.ts';
import type { ServiceNowAccess } from '#shared/adapters/servicenow/access.ts';
import { type ServiceNowSite, serviceNowSite } from '#shared/adapters/servicenow/site.ts';
import type { CatalogItem, ServiceNowStage } from '#shared/stage.ts';
import { answerRows, type Row } from './kit-rows.ts';

/** A sys_id that is told from others at a glance: `id('a1')` is a1a1a1…. */
export function id(pair: string): string {
  return pair.repeat(16);
}

/** Where every test begins, milliseconds. */
export const start = Date.parse('2026-02-02T08:00:00Z');

export const ids = {
  rita: id('a1'),
  uwe: id('a2'),
  petra: id('a3'),
  paul: id('a4'),
  ines: id('a5'),
  desk: id('a6'),
  bot: id('a7'),
  approvers: id('b1'),
  identityTeam: id('b2'),
  serviceDesk: id('b3'),
  access: id('c1'),
  lines: id('c2'),
  other: id('c3'),
  item: id('d1'),
  order: id('d2'),
} as const;

/** The kind of request whose form has variables. */
export const accessItem: CatalogItem = {
  catItemId: ids.access,
  variables: { source: 'source', target: 'target', without: 'without', scanUc: 'scan_uc', reason: 'reason' },
  linesFrom: 'description',
  approval: {
    on: 'item',
    approverGroupId: ids.approvers,
    approverGroupName: 'Databricks approvers',
    withoutRows: 'refuse',
    delegates: {},
  },
  filesForEverybody: false,
  closedStates: ['3', '4', '7'],
  endStates: { done: '3' },
  identityTask: {
    assignmentGroupId: ids.identityTeam,
    onHoldState: '-5',
    openState: '1',
    doneStates: ['3'],
    skippedStates: ['7', '4'],
  },
};

/** The stage file's part: one kind with variables, one with lines in the description. */
export function kitStage(instanceUrl: string, more: Partial<ServiceNowStage> = {}): ServiceNowStage {
  return {
    instanceUrl,
    ownUserId: ids.desk,
    ownUserName: 'svc.accessdesk',
    apiSecret: 'desk/servicenow-api',
    webhookSecret: 'desk/servicenow-webhook',
    history: 'audit',
    catalogItems: [accessItem, { ...accessItem, catItemId: ids.lines, variables: {} }],
    ...more,
  };
}

export function user(sysId: string, userName: string, more: Row = {}): Row {
  const email = `${userName}@company.com`;
  return { sys_id: sysId, user_name: userName, name: userName, email, active: 'true', ...FOR_PEOPLE, ...more };
}

const FOR_PEOPLE = { web_service_access_only: 'false' };

/** Everybody of the tests. */
export const users: readonly Row[] = [
  user(ids.rita, 'rita'),
  user(ids.uwe, 'uwe'),
  user(ids.petra, 'petra'),
  user(ids.paul, 'paul'),
  user(ids.ines, 'ines'),
  user(ids.desk, 'svc.accessdesk', { web_service_access_only: 'true' }),
  user(ids.bot, 'svc.bot', { web_service_access_only: 'true' }),
];

export type Tables = Record<string, Row[]>;

export interface Kit extends AsyncDisposable {
  readonly url: string;
  readonly stage: ServiceNowStage;
  readonly site: ServiceNowSite;
  readonly clock: { ms: number };
  /** Dotted fields stand in a row under their whole name. */
  readonly tables: Tables;
  readonly faults: Faults;
  /** Every request but those for tokens. */
  requests(): readonly RecordedRequest[];
}

/**
 * A few tables behind the Table API's reading half, as strict and as careless as the real one: unknown fields are left
 * out, conditions on them dropped. For everything else there is the simulator.
 */
export async function openKit(tables: Tables = {}, stage: Partial<ServiceNowStage> = {}): Promise<Kit> {
  const clock = { ms: start };
  const held: Tables = { sys_user: [...users], ...tables };
  const server = await serve({
    name: 'kit',
    now: () => clock.ms,
    routes: [
      {
        method: 'POST',
        path: '/oauth_token.do',
        handle: () => ({ status: 200, json: { access_token: 'token', token_type: 'Bearer', expires_in: 1_799 } }),
      },
      {
        method: 'GET',
        path: '/api/now/table/:table',
        handle: ({ params, query }) => answerRows(held[params.table ?? ''], query),
      },
      {
        method: 'GET',
        path: '/api/now/table/:table/:sysId',
        handle: ({ params, query }) => answerRows(held[params.table ?? ''], query, params.sysId),
      },
      { method: 'GET', path: '/api/now/attachment', handle: ({ query }) => answerRows(held.sys_attachment, query) },
    ],
  });
  const whole = kitStage(server.url, stage);
  return {
    url: server.url,
    stage: whole,
    site: siteAt(whole, clock),
    clock,
    tables: held,
    faults: server.faults,
    requests: () => server.requests.filter(({ path }) => path !== '/oauth_token.do'),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The adapter's site for a stage, its waits not slept. */
export function siteAt(
  stage: ServiceNowStage,
  clock: { readonly ms: number } = { ms: start },
  client: ServiceNowAccess = { clientId: 'client', clientSecret: 'secret' },
): ServiceNowSite {
  return serviceNowSite({
    stage,
    access: async () => client,
    secretName: stage.apiSecret,
    now: () => new Date(clock.ms),
    version: 'test',
    sleep: async () => undefined,
  });
}
