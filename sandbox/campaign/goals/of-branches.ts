import type { Act, Action } from '../story.ts';
import { asked, type Base, cancel, during, edit, type Goal, INVOLVED, newcomer, TARGET, yes } from './goal.ts';
import { WIDER } from './wider.ts';

/** What may come in between, at a state, with a yes that comes as usual. */
function meanwhile(name: string, when: Act['when'], act: (base: Base) => Action): Goal {
  return {
    name,
    change: (base) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [...base.acts, { when, act: act(base) }],
    }),
  };
}

/** The switch is thrown for some hours. */
function stopped(from: number, until: number): Act[] {
  return [
    { when: { hours: from }, act: { do: 'switch', writes: 'stopped' } },
    { when: { hours: until }, act: { do: 'switch', writes: 'on' } },
  ];
}

/** What people and the directory may do, and where it leads. */
export const BRANCHES: readonly Goal[] = [
  { name: 'nothing to add', change: (base) => ({ ...base, account: { identity: false, additions: false } }) },
  {
    name: 'only identity',
    change: (base) => ({ ...base, account: { ...base.account, identity: true, additions: false } }),
  },
  {
    name: 'only Databricks',
    change: (base) => ({ ...base, account: { ...base.account, identity: false, additions: true } }),
  },
  { name: 'nobody decides', change: (base) => ({ ...base, acts: [] }) },
  {
    name: 'declined',
    change: (base) => ({
      ...base,
      acts: [{ when: asked(1, 5), act: { do: 'decide', by: 'petra', answer: 'decline' } }],
    }),
  },
  {
    name: 'the requester approves first',
    change: (base) => ({
      ...base,
      wish: { ...base.wish, by: 'petra' },
      acts: [yes(1), yes(2, 600, 'paul'), ...base.acts.slice(1)],
    }),
  },
  {
    name: 'the requester approves, and the desk is stopped',
    change: (base) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      wish: { ...base.wish, by: 'petra' },
      acts: [
        yes(1),
        { when: during('ReadApproval'), act: { do: 'switch', writes: 'stopped' } },
        { when: asked(1, 9_000), act: { do: 'switch', writes: 'on' } },
        yes(2, 600, 'paul'),
        ...base.acts.slice(1),
      ],
    }),
  },
  {
    name: 'an editor approves',
    change: (base) => ({
      ...base,
      acts: [
        {
          when: asked(1, 0),
          act: { do: 'edit', by: base.way === 'DBX' ? 'petra' : 'agent', fields: { reason: 'Better' } },
        },
        yes(2, 5),
        yes(3, 900, 'paul'),
      ],
    }),
  },
  {
    name: 'two click at once',
    change: (base, chance) => ({
      ...base,
      acts: [
        ...base.acts,
        { when: asked(1, 0), act: { do: 'decide', by: 'paul', answer: chance.of(['approve', 'decline']) } },
        yes(1),
      ],
    }),
  },
  {
    name: 'approved and edited at once',
    change: (base, chance) => {
      const both: Act[] = [yes(1), { when: asked(1, 0), act: edit(base) }];
      return { ...base, acts: [...(chance.is(0.5) ? both : both.reverse()), yes(2, 30), ...base.acts.slice(1)] };
    },
  },
  {
    name: 'approved before the plan',
    change: (base) => ({
      ...base,
      way: 'DBM',
      wish: { ...base.wish, approvers: ['petra', 'paul'] },
      acts: [
        { when: { during: 'ReadRequest', nth: 1 }, act: { do: 'decide', by: 'petra', answer: 'approve' } },
        yes(1, 60, 'paul'),
        ...base.acts.slice(1),
      ],
    }),
  },
  ...(
    ['BuildPlan', 'AttachPlan', 'RequestApproval', 'PrepareAdditions', 'AddMember', 'ReportAdditions'] as const
  ).flatMap((step) => [
    meanwhile(`edited during ${step}`, during(step, 2), edit),
    meanwhile(`cancelled during ${step}`, during(step, 2), cancel),
    meanwhile(`deleted during ${step}`, during(step, 3), () => ({ do: 'delete ticket' })),
  ]),
  meanwhile('edited before the work', during('PrepareAdditions'), edit),
  meanwhile('cancelled before the work', during('PrepareAdditions'), cancel),
  meanwhile('edited while the identity team works', { state: 'AwaitIdentityTask', nth: 1, seconds: 5 }, edit),
  meanwhile('cancelled while the identity team works', { state: 'AwaitIdentityTask', nth: 1, seconds: 5 }, cancel),
  meanwhile('moved while it waits', asked(1, 0), () => ({ do: 'move ticket' })),
  meanwhile('retyped while it waits', asked(1, 0), () => ({ do: 'retype ticket' })),
  meanwhile('edited while it waits', asked(1, 0), edit),
  meanwhile('cancelled while it waits', asked(1, 0), cancel),
  meanwhile('deleted while it waits', asked(1, 0), () => ({ do: 'delete ticket' })),
  {
    name: 'cancelled by reply',
    change: (base) => ({ ...base, acts: [{ when: asked(1, 3), act: { do: 'comment', by: 'rita', text: 'cancel' } }] }),
  },
  {
    name: 'closed without the work',
    change: (base) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        yes(1),
        { when: { state: 'AwaitIdentityTask', nth: 1, seconds: 30 }, act: { do: 'finish task', by: 'ines' } },
      ],
    }),
  },
  {
    name: 'the sync comes late',
    change: (base) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        yes(1),
        { when: { state: 'AwaitIdentityTask', nth: 1, seconds: 30 }, act: { do: 'finish task', by: 'ines' } },
        {
          when: { state: 'AwaitIdentityTask', nth: 1, seconds: 60_000 },
          act: { do: 'sync', group: 'data-engineers', member: TARGET },
        },
      ],
    }),
  },
  {
    name: 'the newcomer never comes',
    change: (base) => ({ ...newcomer(base), acts: [] }),
  },
  {
    name: 'edited while the newcomer is awaited',
    change: (base) => ({
      ...newcomer(base),
      acts: [
        {
          when: { state: 'AwaitTarget', nth: 1, seconds: 9 },
          act: { do: 'edit', by: 'agent', fields: { reason: 'x' } },
        },
      ],
    }),
  },
  {
    name: 'cancelled while the newcomer is awaited',
    change: (base) => ({
      ...newcomer(base),
      acts: [{ when: { state: 'AwaitTarget', nth: 1, seconds: 9 }, act: cancel() }],
    }),
  },
  {
    name: 'wider once',
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        {
          when: asked(1, 0),
          act: chance.of([...WIDER, { do: 'rename group', group: 'npb-platform-users', name: 'npb-all' }]),
        },
        yes(1, 5),
        yes(2, 60),
        ...base.acts.slice(1),
      ],
    }),
  },
  {
    name: 'becomes external or privileged before the write',
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        ...base.acts,
        {
          when: during('AddMember', chance.between(1, 9)),
          act: chance.of<Action>([
            { do: 'make group external', group: 'npb-platform-users' },
            { do: 'give group a role', group: 'npb-platform-users', role: 'account_admin' },
            { do: 'give group a parent', group: 'npb-platform-users', parent: 'account-owners' },
            { do: 'delete group', group: 'npb-platform-users' },
          ]),
        },
      ],
    }),
  },
  {
    name: 'stopped in the middle of the Map',
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, additions: true, moreGroups: 28 },
      acts: [
        ...base.acts,
        { when: during('AddMember', chance.between(20, 140)), act: { do: 'switch', writes: 'stopped' } },
        { when: { state: 'AddMember', nth: 1, seconds: 9_000 }, act: { do: 'switch', writes: 'on' } },
      ],
    }),
  },
  {
    name: 'many additions, some of them lost',
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, additions: true, moreGroups: 28 },
      faults: [
        {
          kind: chance.of(['killed after', 'killed late', 'late', 'reset after', 'throttled']),
          to: 'Databricks',
          during: 'AddMember',
          effect: true,
          nth: chance.between(1, 28),
          seconds: chance.between(1, 50),
        },
      ],
    }),
  },
  {
    name: 'reading takes rounds',
    change: (base) => ({
      ...base,
      faults: [{ kind: 'throttled', to: 'Databricks', during: 'BuildPlan', nth: 3, seconds: 300 }],
    }),
  },
  {
    name: 'reading takes rounds while the desk is stopped',
    change: (base) => ({
      ...base,
      acts: [...base.acts, ...stopped(0, 3)],
      faults: [{ kind: 'throttled', to: 'Databricks', during: 'BuildPlan', nth: 3, seconds: 300 }],
    }),
  },
  {
    name: 'somebody has to be awaited while the desk is stopped',
    change: (base) => {
      const awaiting = newcomer(base);
      return {
        ...awaiting,
        acts: [
          { when: during('ResolvePrincipals'), act: { do: 'switch', writes: 'stopped' } },
          { when: { hours: 3 }, act: { do: 'switch', writes: 'on' } },
          ...awaiting.acts,
        ],
      };
    },
  },
  {
    name: 'every webhook is lost',
    change: (base) => ({
      ...base,
      acts: [{ when: { hours: 0 }, act: { do: 'webhooks', fate: 'lost', count: 60 } }, ...base.acts],
    }),
  },
  {
    name: 'every webhook comes twice, late and in another order',
    change: (base) => ({
      ...base,
      acts: [
        { when: { hours: 0 }, act: { do: 'webhooks', fate: 'twice', count: 20 } },
        { when: { hours: 0 }, act: { do: 'webhooks', fate: 'late', count: 20, minutes: 40 } },
        { when: asked(1, 0), act: { do: 'webhooks', fate: 'shuffled', minutes: 7 } },
        ...base.acts,
      ],
    }),
  },
  {
    name: 'written to after the end',
    change: (base) => ({
      ...base,
      account: { identity: false, additions: true },
      acts: [yes(1), { when: { hours: 5 }, act: { do: 'comment', by: 'rita', text: 'Thank you!' } }],
    }),
  },
  {
    name: 'the store shows an old state',
    change: (base, chance) => ({
      ...base,
      faults: [{ kind: 'late', to: 'DynamoDB', during: 'AwaitApproval', effect: true, seconds: chance.between(1, 55) }],
      acts: [
        { when: asked(1, chance.of([0, 60, 120])), act: { do: 'decide', by: 'petra', answer: 'approve' } },
        ...base.acts.slice(1),
      ],
    }),
  },
];
