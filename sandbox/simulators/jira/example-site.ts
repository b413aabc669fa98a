import { askAtOnceWorkflow, askLaterWorkflow, gateWorkflow, taskWorkflow } from './example-workflows.ts';
import type { Account, CustomField, Group, Project, SiteModel, SiteOptions } from './model.ts';

/** Account ids of the example site's people. */
export const people = {
  rita: '712020:rita',
  uwe: '712020:uwe',
  thomas: '712020:thomas',
  anna: '712020:anna',
  petra: '712020:petra',
  paul: '712020:paul',
  ines: '712020:ines',
  agent: '712020:sven',
  desk: '712020:desk',
  automation: '557058:automation',
  customer: 'qm:clara',
} as const;

/** Custom field ids of the request form. */
export const formFields = {
  source: 'customfield_10201',
  target: 'customfield_10202',
  without: 'customfield_10203',
  scanUc: 'customfield_10204',
  reason: 'customfield_10205',
  approvers: 'customfield_10206',
} as const;

function account(accountId: string, displayName: string, email: string, more: Partial<Account> = {}): Account {
  const [token] = email.split('@');
  return {
    accountId,
    displayName,
    email,
    hideEmail: false,
    active: true,
    accountType: 'atlassian',
    token: `${token}-api-token`,
    browseUsers: true,
    ...more,
  };
}

const accounts = (): Account[] => [
  account(people.rita, 'Rita Klein', 'rita@company.com'),
  account(people.uwe, 'Uwe Becker', 'uwe@company.com'),
  account(people.thomas, 'Thomas Müller', 'thomas@company.com', { hideEmail: true }),
  account(people.anna, 'Anna Schmidt', 'anna.schmidt@company.com'),
  account(people.petra, 'Petra Boss', 'petra@company.com'),
  account(people.paul, 'Paul Adler', 'paul@company.com', { hideEmail: true }),
  account(people.ines, 'Ines Kraft', 'ines@company.com'),
  account(people.agent, 'Sven Helfer', 'sven@company.com'),
  account(people.desk, 'Access Desk', 'access-desk@company.com'),
  account(people.automation, 'Automation for Jira', 'automation@company.com', { accountType: 'app' }),
  account(people.customer, 'Clara Extern', 'clara@partner.example', { accountType: 'customer', browseUsers: false }),
];

const groups = (): Group[] => [
  {
    id: 'group-employees',
    name: 'employees',
    members: [
      ...[people.rita, people.uwe, people.thomas, people.anna],
      ...[people.petra, people.paul, people.ines, people.agent],
    ],
  },
  { id: 'group-approvers', name: 'databricks-approvers', members: [people.petra, people.paul] },
  { id: 'group-identity', name: 'identity-team', members: [people.ines] },
];

const customFields = (): CustomField[] => [
  { id: formFields.source, name: 'Copy access from', type: 'textfield' },
  { id: formFields.target, name: 'Give access to', type: 'textfield' },
  { id: formFields.without, name: 'Groups to leave out', type: 'textarea' },
  {
    id: formFields.scanUc,
    name: 'Scan Unity Catalog',
    type: 'select',
    options: [
      { id: '10401', value: 'Yes' },
      { id: '10402', value: 'No' },
    ],
  },
  { id: formFields.reason, name: 'Reason', type: 'textarea' },
  { id: formFields.approvers, name: 'Approvers', type: 'multiuserpicker' },
];

/** Everybody in the company works in the plain project; IT reads what comments restrict to it. */
function plainProject(): Project {
  return {
    id: '10100',
    key: 'DBX',
    name: 'Databricks access',
    kind: 'software',
    teamRole: 'Users',
    roles: [
      { id: '10101', name: 'Users', accounts: [people.desk, people.automation], groups: ['group-employees'] },
      {
        id: '10102',
        name: 'IT Staff',
        accounts: [people.desk, people.agent],
        groups: ['group-approvers', 'group-identity'],
      },
    ],
    issueTypes: [
      { id: '10100', name: 'Databricks access', subtask: false, workflowId: 'gate', fields: Object.values(formFields) },
      { id: '10101', name: 'Sub-task', subtask: true, workflowId: 'task', fields: [] },
    ],
  };
}

/** On a service desk the requester is a customer; approvers and the identity team read internal comments. */
function serviceDeskProject(id: string, key: string, name: string, workflowId: string): Project {
  return {
    id,
    key,
    name,
    kind: 'service_desk',
    teamRole: 'Service Desk Team',
    roles: [
      {
        id: '10103',
        name: 'Service Desk Team',
        accounts: [people.agent, people.desk, people.automation],
        groups: ['group-approvers', 'group-identity'],
      },
      { id: '10104', name: 'Service Desk Customers', accounts: [people.customer], groups: ['group-employees'] },
    ],
    issueTypes: [
      {
        id: '10200',
        name: 'Databricks access request',
        subtask: false,
        workflowId,
        fields: Object.values(formFields),
        requestTypeId: '25',
      },
      { id: '10201', name: 'Unteraufgabe', subtask: true, workflowId: 'task', fields: [] },
    ],
  };
}

/** The identity team's own project: who is not of the team does not see it. */
function identityProject(): Project {
  return {
    id: '10400',
    key: 'IDM',
    name: 'Identity management',
    kind: 'software',
    teamRole: 'Users',
    roles: [{ id: '10101', name: 'Users', accounts: [people.desk], groups: ['group-identity'] }],
    issueTypes: [{ id: '10400', name: 'Identity task', subtask: false, workflowId: 'task', fields: [] }],
  };
}

const calmOptions: SiteOptions = {
  uploadLimit: 10 * 1024 * 1024,
  deadToken: 'unauthorized',
  searchDelayMs: 0,
  limitIssueWrites: false,
  searchFindsHiddenEmail: false,
  utcOffsetMinutes: 60,
};

/** A fresh copy of the site the stories play on: plain project DBX, service desks DBS (ask later) and DBM (ask at once). */
export function exampleSite(options: Partial<SiteOptions> = {}): SiteModel {
  return {
    accounts: accounts(),
    groups: groups(),
    projects: [
      plainProject(),
      serviceDeskProject('10200', 'DBS', 'Databricks service desk', 'ask-later'),
      serviceDeskProject('10300', 'DBM', 'Databricks mail desk', 'ask-at-once'),
      identityProject(),
    ],
    workflows: [
      gateWorkflow('group-approvers'),
      askLaterWorkflow(formFields.approvers),
      askAtOnceWorkflow(formFields.approvers),
      taskWorkflow(),
    ],
    customFields: customFields(),
    linkTypes: [
      { id: '10001', name: 'Blocks' },
      { id: '10002', name: 'Relates' },
    ],
    webhooks: [],
    options: { ...calmOptions, ...options },
  };
}
