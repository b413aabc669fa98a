import { sysIdOf } from './ids.ts';
import type { CatalogItem, Group, InstanceModel, InstanceOptions, User, Variable } from './model.ts';

/** sys_ids of the example company's people. */
export const users = {
  rita: sysIdOf('user rita'),
  uwe: sysIdOf('user uwe'),
  thomas: sysIdOf('user thomas'),
  petra: sysIdOf('user petra'),
  paul: sysIdOf('user paul'),
  ines: sysIdOf('user ines'),
  agent: sysIdOf('user sven'),
  anna: sysIdOf('user anna'),
  desk: sysIdOf('user desk'),
  automation: sysIdOf('user automation'),
} as const;

export const groups = {
  approvers: sysIdOf('group databricks-approvers'),
  identityTeam: sysIdOf('group identity-team'),
  serviceDesk: sysIdOf('group service-desk'),
} as const;

/** Catalog items: answers as text, the same with people picked, and one that Access Desk does not serve. */
export const items = {
  access: sysIdOf('item Databricks access'),
  accessPicked: sysIdOf('item Databricks access picked'),
  other: sysIdOf('item Laptop'),
} as const;

/** Acts as `users.desk`. */
export const oauthClient = {
  clientId: 'accessdesk0client',
  clientSecret: 'servicenow-client-secret',
} as const;

/** The same user by Basic authentication. */
export const basicUser = { userName: 'svc.accessdesk', password: 'svc.accessdesk-password' } as const;

function user(sysId: string, name: string, email: string, more: Partial<User> = {}): User {
  const [firstName = '', lastName = ''] = name.split(' ');
  const userName = more.userName ?? `${firstName}.${lastName}`.toLowerCase().replace('ü', 'ue');
  return {
    sysId,
    userName,
    firstName,
    lastName,
    email,
    active: true,
    webServiceAccessOnly: false,
    password: `${userName}-password`,
    roles: [],
    ...more,
  };
}

const fulfiller = () => ({ roles: ['itil'] });

const exampleUsers = (): User[] => [
  user(users.rita, 'Rita Klein', 'rita@company.com'),
  user(users.uwe, 'Uwe Becker', 'uwe@company.com'),
  user(users.thomas, 'Thomas Müller', 'thomas@company.com'),
  user(users.petra, 'Petra Boss', 'petra@company.com', fulfiller()),
  user(users.paul, 'Paul Adler', 'paul@company.com', fulfiller()),
  user(users.ines, 'Ines Kraft', 'ines@company.com', fulfiller()),
  user(users.agent, 'Sven Helfer', 'sven@company.com', fulfiller()),
  user(users.anna, 'Anna Schmidt', 'anna.schmidt@company.com'),
  user(users.desk, 'Access Desk', 'access-desk@company.com', {
    userName: basicUser.userName,
    password: basicUser.password,
    webServiceAccessOnly: true,
    ...fulfiller(),
  }),
  user(users.automation, 'Flow Automation', 'automation@company.com', {
    userName: 'svc.automation',
    webServiceAccessOnly: true,
    ...fulfiller(),
  }),
];

const exampleGroups = (): Group[] => [
  { sysId: groups.approvers, name: 'databricks-approvers', members: [users.petra, users.paul] },
  { sysId: groups.identityTeam, name: 'identity-team', members: [users.ines] },
  { sysId: groups.serviceDesk, name: 'service-desk', members: [users.agent] },
];

/** The questions of the request form; Jira's have the same texts. */
function questions(person: Pick<Variable, 'kind' | 'table'>): Variable[] {
  return [
    { name: 'source', questionText: 'Copy access from', ...person },
    { name: 'target', questionText: 'Give access to', ...person },
    { name: 'without', questionText: 'Groups to leave out', kind: 'multi-line' },
    { name: 'scan_uc', questionText: 'Scan Unity Catalog', kind: 'text' },
    { name: 'reason', questionText: 'Reason', kind: 'multi-line' },
  ];
}

const exampleItems = (): CatalogItem[] => [
  { sysId: items.access, name: 'Databricks access', variables: questions({ kind: 'text' }) },
  {
    sysId: items.accessPicked,
    name: 'Databricks access for a colleague',
    variables: questions({ kind: 'reference', table: 'sys_user' }),
  },
  {
    sysId: items.other,
    name: 'Laptop',
    variables: [{ name: 'model', questionText: 'Which model', kind: 'text' }],
  },
];

const calmOptions = (): InstanceOptions => ({
  name: 'dev00000',
  integrationUser: users.desk,
  echoes: false,
  requestDelayMs: 0,
  rollsUp: true,
  tasksCloseItem: false,
  codeTags: true,
  hibernating: false,
  tokenLifetimeSeconds: 1_800,
  droppedFields: {},
  readAccess: {},
  refusedWrites: [],
  auditedTables: ['sc_request', 'sc_req_item', 'sc_task', 'sysapproval_approver'],
  invalidQueryReturnsNoRows: false,
  secureFileNames: true,
  attachmentLimit: 10 * 1024 * 1024,
  utcOffsetMinutes: 60,
});

/** A fresh copy of the instance the stories play on: the company of the simulated Jira. */
export function exampleInstance(options: Partial<InstanceOptions> = {}): InstanceModel {
  return {
    users: exampleUsers(),
    groups: exampleGroups(),
    items: exampleItems(),
    clients: [{ ...oauthClient, userId: users.desk }],
    webhooks: [],
    options: { ...calmOptions(), ...options },
  };
}
