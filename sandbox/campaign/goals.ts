import { STEPS, type StepName } from '#shared/steps.ts';
import type { Chance } from './chance.ts';
import type { FaultKind } from './faults.ts';
import { zombie } from './random-faults.ts';
import type { Act, Action, StoryDraft } from './story.ts';

type Base = StoryDraft & { acts: Act[] };

/** Something rare that a story is bent towards. */
export interface Goal {
  readonly name: string;
  change(base: Base, chance: Chance): StoryDraft;
}

const TARGET = 'uwe@company.com';
const INVOLVED = { identity: true, additions: true } as const;

/** The steps that only a story of a certain kind comes to; all others are on the ordinary way. */
const WAYS_TO: Partial<Record<StepName, (base: Base) => Base>> = {
  AwaitTarget: newcomer,
  TellRequester: (base) => ({ ...base, wish: { ...base.wish, target: 'uwe.bekcer@company.com' } }),
  CloseRequest: (base) => ({
    ...base,
    acts: [{ when: asked(1, 0), act: { do: 'decide', by: 'petra', answer: 'decline' } }],
  }),
  ReportFailure: (base) => ({
    ...base,
    invocations: [{ step: 'AttachPlan', nth: 1, times: 1, when: 'after', error: 'Runtime.ExitError' }],
  }),
};

/** Everything a campaign must have reached; each by a story made for it. */
export function goals(): readonly Goal[] {
  return [...Object.keys(STEPS).flatMap(goalsOfStep), ...BRANCHES, ...ERRORS_OF_WISHES, ...ERRORS];
}

function goalsOfStep(name: string): Goal[] {
  const step = Object.keys(STEPS).find((known): known is StepName => known === name);
  if (step === undefined) return [];
  const to = (base: Base): Base =>
    (WAYS_TO[step] ?? ((one: Base) => one))({ ...base, account: { ...base.account, ...INVOLVED } });
  const withFault = (
    base: Base,
    kind: FaultKind,
    more: { nth?: number; times?: number; seconds?: number; effect?: true },
  ) => ({
    ...to(base),
    faults: [{ kind, during: step, ...more }],
  });
  const invoked = (base: Base, error: string, when: 'before' | 'after', times: number) => {
    const reached = to(base);
    return { ...reached, invocations: [...(reached.invocations ?? []), { step, nth: 1, times, when, error }] };
  };
  return [
    {
      name: `${step} finds the store out of reach`,
      change: (base, chance) => ({
        ...to(base),
        faults: [{ kind: 'unavailable', during: step, to: 'DynamoDB', times: chance.of([1, 2, 6]) }],
      }),
    },
    {
      name: `${step} is not invoked`,
      change: (base, chance) => invoked(base, 'Lambda.ServiceException', 'before', chance.of([1, 3])),
    },
    { name: `${step} is done and begun again`, change: (base) => invoked(base, 'Lambda.Unknown', 'after', 1) },
    {
      name: `${step} breaks`,
      change: (base, chance) => invoked(base, 'Runtime.ExitError', chance.of(['before', 'after']), 1),
    },
    { name: `${step} breaks for good`, change: (base) => invoked(base, 'Lambda.Unknown', 'before', 9) },
    {
      name: `${step} dies and nobody notices`,
      change: (base, chance) => withFault(base, 'killed silent', { nth: chance.between(1, 6) }),
    },
    {
      name: `${step} dies at an effect`,
      change: (base, chance) =>
        withFault(base, chance.of(['killed before', 'killed after']), { nth: chance.between(1, 8), effect: true }),
    },
    {
      name: `${step} dies while a request is under way`,
      change: (base, chance) =>
        withFault(base, 'killed late', { nth: chance.between(1, 6), effect: true, seconds: chance.between(1, 28) }),
    },
    {
      name: `${step} goes on after its time`,
      change: (base, chance) => {
        const isLong = /BuildPlan|AddMember|PrepareAdditions|ConfirmAdditions|VerifyMemberships/.test(step);
        return { ...to(base), faults: [zombie(chance, step, isLong ? 600 : 120)] };
      },
    },
    {
      name: `${step} loses answers`,
      change: (base, chance) =>
        withFault(base, chance.of(['reset after', 'cut off', 'login page']), {
          nth: chance.between(1, 12),
          effect: true,
        }),
    },
    {
      name: `${step} meets the stop switch`,
      change: (base, chance) => ({
        ...to(base),
        acts: [
          ...to(base).acts,
          { when: { during: step, nth: chance.of([1, 1, 2, 4, 8]) }, act: { do: 'switch', writes: 'stopped' } },
          { when: { state: step, nth: 1, seconds: chance.of([7_000, 90_000]) }, act: { do: 'switch', writes: 'on' } },
        ],
      }),
    },
  ];
}

function asked(nth: number, seconds: number): Act['when'] {
  return { state: 'AwaitApproval', nth, seconds };
}

function yes(nth: number, seconds = 0, by: 'petra' | 'paul' = 'petra'): Act {
  return { when: asked(nth, seconds), act: { do: 'decide', by, answer: 'approve' } };
}

/** Somebody the ticket system knows and Databricks gets to know later. */
function newcomer(base: Base): Base {
  return {
    ...base,
    account: { ...base.account, identity: false },
    wish: { ...base.wish, by: 'agent', target: 'rita@company.com' },
    acts: [
      { when: { state: 'AwaitTarget', nth: 1, seconds: 7_000 }, act: { do: 'add person', person: 'rita@company.com' } },
      yes(1),
    ],
  };
}

const editor = ({ way }: Base) => (way === 'DBS' || way === 'DBM' ? 'agent' : 'rita');

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

const edit = (base: Base): Action => ({
  do: 'edit',
  by: editor(base),
  fields: { without: 'scratch-workspace-admins' },
});
const cancel = (): Action => ({ do: 'cancel', by: 'agent' });

const during = (step: StepName, nth = 1): Act['when'] => ({ during: step, nth });

/** Ways in which a group becomes wider, one after the other. */
const WIDER: readonly Action[] = [
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'dev-workspace', level: 'USER' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'dev-workspace', level: 'ADMIN' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'scratch-workspace', level: 'USER' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'scratch-workspace', level: 'ADMIN' },
  { do: 'give group a workspace', group: 'npb-platform-users', workspace: 'prod-workspace', level: 'ADMIN' },
  { do: 'give group a workspace', group: 'scratch-workspace-admins', workspace: 'dev-workspace', level: 'USER' },
  { do: 'give group a workspace', group: 'scratch-workspace-admins', workspace: 'dev-workspace', level: 'ADMIN' },
];

const BRANCHES: readonly Goal[] = [
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

const badWish = (name: string, wish: { source?: string; target?: string; without?: string }): Goal => ({
  name,
  change: (base) => ({
    ...base,
    way: base.way === 'accessPicked' ? 'access' : base.way,
    wish: { ...base.wish, ...wish },
  }),
});

const ERRORS_OF_WISHES: readonly Goal[] = [
  badWish('a name nobody has', { target: 'uwe.bekcer@company.com' }),
  badWish('a name two have', { target: 'Anna Schmidt' }),
  badWish('somebody who left', { target: 'petra.novak@company.com' }),
  badWish('the same person twice', { target: 'thomas@company.com' }),
  badWish('a person and a service principal', { target: 'etl-new' }),
  badWish('a group as target', { target: 'shared-readers' }),
  badWish('nobody named', { source: '' }),
  {
    name: 'too many additions',
    change: (base) => ({ ...base, account: { additions: true }, stage: { maxAdditions: 1 } }),
  },
  {
    name: 'the target is another one now',
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        {
          when: asked(1, 0),
          act: chance.of<Action>([
            { do: 'recreate', person: TARGET },
            { do: 'set active', person: TARGET, active: false },
          ]),
        },
        yes(1, 60),
      ],
    }),
  },
];

const refused = (name: string, kind: FaultKind, to: 'Databricks' | 'Jira' | 'ServiceNow', times: number): Goal => ({
  name,
  change: (base, chance) => ({
    ...base,
    way: to === 'Jira' ? 'DBX' : to === 'ServiceNow' ? 'access' : base.way,
    faults: [{ kind, to, nth: chance.between(2, 40), times }],
  }),
});

const SECRETS = ['databricks-reader', 'databricks-writer', 'jira-api', 'servicenow-api', 'jira-webhook'];

const ERRORS: readonly Goal[] = [
  refused('Databricks refuses', 'forbidden', 'Databricks', 1),
  refused('Jira refuses', 'forbidden', 'Jira', 1),
  refused('ServiceNow refuses', 'forbidden', 'ServiceNow', 1),
  refused('Databricks limits the rate', 'throttled', 'Databricks', 9),
  refused('Jira limits the rate', 'throttled', 'Jira', 9),
  refused('ServiceNow limits the rate', 'throttled', 'ServiceNow', 9),
  refused('Databricks is broken', 'broken', 'Databricks', 9),
  refused('Jira is broken', 'broken', 'Jira', 9),
  refused('ServiceNow is broken', 'broken', 'ServiceNow', 9),
  refused('Databricks does not answer', 'timeout', 'Databricks', 3),
  refused('Jira does not answer', 'timeout', 'Jira', 3),
  refused('ServiceNow does not answer', 'timeout', 'ServiceNow', 3),
  refused('Databricks does not know our token', 'unauthorized', 'Databricks', 20),
  {
    name: 'Databricks knows another change at the same moment',
    change: (base) => ({
      ...base,
      account: { ...base.account, additions: true },
      faults: [{ kind: 'conflict', to: 'Databricks', during: 'AddMember', effect: true, times: 2 }],
    }),
  },
  {
    name: 'a secret is spoilt',
    change: (base, chance) => {
      const name = `access-desk/example/${chance.of(SECRETS)}`;
      const spoil: Act = {
        when: { hours: 0 },
        act: { do: 'spoil secret', name, how: chance.of(['gone', 'not JSON', 'wrong']) },
      };
      const mend: Act = { when: { hours: chance.of([1, 8]) }, act: { do: 'spoil secret', name, how: 'mended' } };
      return { ...base, acts: [...base.acts, spoil, ...(chance.is(0.5) ? [mend] : [])] };
    },
  },
  {
    name: 'the plan keeps changing',
    change: (base) => ({
      ...base,
      account: { ...INVOLVED, iamV2: 'on', lagSeconds: 0 },
      acts: WIDER.flatMap((act, index): Act[] => [{ when: asked(index + 1, 30), act }, yes(index + 1, 60)]),
    }),
  },
  {
    name: 'the plan takes too long',
    change: (base) => ({
      ...base,
      faults: [{ kind: 'throttled', to: 'Databricks', during: 'BuildPlan', nth: 2, times: 100_000, seconds: 3_000 }],
    }),
  },
  ...['section#plan', 'section#request', 'section#principals', 'text#plan'].map(
    (item): Goal => ({
      name: `${item} is damaged`,
      change: (base) => ({ ...base, acts: [{ when: asked(1, 0), act: { do: 'damage', item } }, yes(1, 5)] }),
    }),
  ),
  {
    name: 'somebody starts it by hand',
    change: (base) => ({
      ...base,
      acts: [
        ...base.acts,
        { when: { hours: 1 }, act: { do: 'start by hand', input: '{"system":"jira","ticketId":"1","run":0}' } },
      ],
    }),
  },
  {
    name: 'somebody stops it by hand',
    change: (base) => ({ ...base, acts: [{ when: asked(1, 60), act: { do: 'stop execution' } }, yes(1, 5_000)] }),
  },
  {
    name: 'the store does not understand',
    change: (base, chance) => ({
      ...base,
      faults: [{ kind: 'wrong request', to: 'DynamoDB', nth: chance.between(5, 60) }],
    }),
  },
  ...(['Jira', 'ServiceNow', 'Databricks', 'DynamoDB', 'Step Functions', 'Secrets Manager'] as const).map(
    (to): Goal => ({
      name: `${to} is down for hours`,
      change: (base, chance) => {
        const from = chance.of([0, 0.005, 0.02, 0.5]);
        return {
          ...base,
          way: to === 'Jira' ? 'DBX' : to === 'ServiceNow' ? 'access' : base.way,
          faults: [{ kind: 'unavailable', to, times: 1_000_000, hours: [from, from + chance.of([1, 5, 11])] }],
        };
      },
    }),
  ),
];
