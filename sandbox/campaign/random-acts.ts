import type { Chance } from './chance.ts';
import type { Act, Action, Way, When } from './story.ts';

const TARGET = 'uwe@company.com';
const INTERNAL = ['npb-platform-users', 'scratch-workspace-admins', 'ml-catalog-readers'];
const ANY_GROUP = [...INTERNAL, 'data-engineers', 'bi-consumers'];

/** States at whose entry, or soon after, something may happen. */
const MOMENTS = [
  'BuildPlan',
  'AttachPlan',
  'OpenIdentityTask',
  'RequestApproval',
  'AwaitApproval',
  'ReadApproval',
  'PrepareAdditions',
  'AddMember',
  'ConfirmAdditions',
  'ReportAdditions',
  'ReleaseIdentityTask',
  'AwaitIdentityTask',
  'VerifyMemberships',
  'ReportOutcome',
  'CloseRequest',
];

function moment(chance: Chance): When {
  if (chance.is(0.15)) return { hours: chance.of([0, 0.001, 0.01, 0.5, 3, 20, 40]) };
  if (chance.is(0.25)) return { during: chance.of(MOMENTS), nth: chance.between(1, 12) };
  return {
    state: chance.of([...MOMENTS, 'AwaitApproval', 'AwaitApproval', 'AwaitIdentityTask', 'AddMember']),
    nth: chance.of([1, 1, 1, 2]),
    seconds: chance.of([0, 0, 1, 30, 600, 7_200]),
  };
}

/** One thing that people, the directory, webhooks or operators may do, sometimes two that belong together. */
export function randomAct(chance: Chance, way: Way): Act[] {
  const when = moment(chance);
  return chance
    .of([onTicket, onTicket, inDirectory, inDirectory, ofWebhooks, ofOperators])(chance, way)
    .map((act, index) => ({
      when: index === 0 ? when : later(when, chance),
      act,
    }));
}

function later(when: When, chance: Chance): When {
  const hours = chance.of([1, 5, 30]);
  return 'hours' in when
    ? { hours: when.hours + hours }
    : { state: 'state' in when ? when.state : when.during, nth: 1, seconds: hours * 3_600 };
}

function onTicket(chance: Chance, way: Way): Action[] {
  const isDesk = way === 'DBS' || way === 'DBM';
  const options: Action[][] = [
    [{ do: 'decide', by: 'petra', answer: 'decline' }],
    [{ do: 'decide', by: 'paul', answer: 'approve' }],
    [{ do: 'decide', by: 'paul', answer: chance.of(['approve', 'decline']) }],
    [{ do: 'decide', by: chance.of(['rita', 'uwe', 'thomas', 'agent']), answer: 'approve' }],
    [{ do: 'edit', by: isDesk ? 'agent' : 'rita', fields: { reason: 'Another reason' } }],
    [{ do: 'edit', by: isDesk ? 'agent' : 'rita', fields: { without: 'scratch-workspace-admins' } }],
    [{ do: 'edit', by: isDesk ? 'agent' : 'petra', fields: { target: 'nina.berg@company.com' } }],
    [
      { do: 'edit', by: isDesk ? 'agent' : 'rita', fields: { target: 'nina.berg@company.com' } },
      { do: 'edit', by: isDesk ? 'agent' : 'rita', fields: { target: TARGET } },
    ],
    [{ do: 'comment', by: 'rita', text: 'Is there any news?' }],
    [{ do: 'comment', by: 'rita', text: 'cancel' }],
    [{ do: 'comment', by: 'rita', text: 'without: npb-platform-users' }],
    [{ do: 'comment', by: 'rita', text: 'to: nina.berg@company.com' }],
    [{ do: 'cancel', by: chance.of(['rita', 'agent']) }],
    [{ do: 'delete ticket' }],
    [{ do: 'move ticket' }],
    [{ do: 'retype ticket' }],
    [
      { do: 'cancel', by: 'agent' },
      { do: 'set status', by: 'agent', status: way === 'DBX' ? '10000' : isDesk ? '10030' : '1' },
    ],
    [{ do: 'finish task', by: 'ines' }],
    [
      { do: 'file again', by: 'rita', way: chance.of(['DBX', 'DBS', 'DBM', 'access', 'accessPicked']) },
      { do: 'decide', on: 'second', by: 'petra', answer: 'approve' },
    ],
  ];
  return chance.of(options);
}

function inDirectory(chance: Chance): Action[] {
  const group = chance.of(INTERNAL);
  const options: Action[][] = [
    [{ do: 'delete group', group: chance.of(ANY_GROUP) }],
    [{ do: 'rename group', group, name: `${group}-new` }],
    [{ do: 'make group external', group }],
    [{ do: 'give group a role', group, role: 'account_admin' }],
    [{ do: 'give group a parent', group, parent: chance.of(['etl-writers', 'account-owners']) }],
    [{ do: 'give group a workspace', group, workspace: 'prod-workspace', level: chance.of(['USER', 'ADMIN']) }],
    [{ do: 'add member', group, member: TARGET }],
    [{ do: 'remove member', group, member: 'thomas@company.com' }],
    [{ do: 'remove member', group, member: TARGET }],
    [{ do: 'set active', person: chance.of([TARGET, 'thomas@company.com']), active: false }],
    [
      { do: 'set active', person: TARGET, active: false },
      { do: 'set active', person: TARGET, active: true },
    ],
    [{ do: 'recreate', person: chance.of([TARGET, 'thomas@company.com']) }],
    [{ do: 'sync', group: 'data-engineers', member: TARGET }],
  ];
  return chance.of(options);
}

function ofWebhooks(chance: Chance): Action[] {
  const fate = chance.of(['lost', 'twice', 'late', 'shuffled'] as const);
  return [{ do: 'webhooks', fate, count: chance.between(1, 5), minutes: chance.of([1, 30, 180]) }];
}

function ofOperators(chance: Chance): Action[] {
  const options: Action[][] = [
    [
      { do: 'switch', writes: 'stopped' },
      { do: 'switch', writes: 'on' },
    ],
    [
      { do: 'switch', writes: 'planOnly' },
      { do: 'switch', writes: 'on' },
    ],
    [{ do: 'switch', writes: 'planOnly' }],
    [{ do: 'sweep' }],
    [{ do: 'sweep' }],
    [{ do: 'stop execution' }],
    [{ do: 'stop execution' }, { do: 'retry' }],
    [{ do: 'retry' }],
  ];
  return chance.of(options);
}
