import type { FaultKind } from '../faults.ts';
import type { Act } from '../story.ts';
import { asked, type Base, type Goal, INVOLVED, yes } from './goal.ts';
import { WIDER } from './wider.ts';

const refused = (name: string, kind: FaultKind, to: 'Databricks' | 'Jira' | 'ServiceNow', times: number): Goal => ({
  name,
  change: (base, chance) => ({
    ...base,
    way: to === 'Jira' ? 'DBX' : to === 'ServiceNow' ? 'access' : base.way,
    faults: [{ kind, to, nth: chance.between(2, 40), times }],
  }),
});

const SECRETS = [
  'databricks-reader',
  'databricks-writer',
  'jira-api',
  'jira-webhook',
  'servicenow-api',
  'servicenow-webhook',
  'pseudonym-keys',
];

/** What the desk remembers is damaged; here, by an operator's hand. */
function damaged(item: string, when: Act['when']): Goal {
  return {
    name: `${item} is damaged`,
    change: (base, chance) => ({
      ...base,
      account: { ...base.account, ...INVOLVED },
      acts: [
        { when, act: { do: 'damage', item } },
        yes(1, 5),
        ...(chance.is(0.3) ? [{ when: asked(1, 60), act: { do: 'stop execution' as const } }] : []),
        ...base.acts.slice(1),
      ],
    }),
  };
}

/** Systems, secrets and operators that fail. */
export const OUTAGES: readonly Goal[] = [
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
    name: 'Databricks refuses the look for people',
    change: (base) => ({ ...base, faults: [{ kind: 'forbidden', to: 'Databricks', during: 'ResolvePrincipals' }] }),
  },
  {
    name: 'Databricks knows another change at the same moment',
    change: (base) => ({
      ...base,
      account: { ...base.account, additions: true },
      faults: [{ kind: 'conflict', to: 'Databricks', during: 'AddMember', effect: true, times: 2 }],
    }),
  },
  ...SECRETS.flatMap((secret) =>
    (['gone', 'not JSON', 'wrong'] as const).map(
      (how): Goal => ({
        name: `the secret ${secret} is ${how}`,
        change(base, chance) {
          const name = `access-desk/example/${secret}`;
          const way = secret.startsWith('jira') ? 'DBX' : secret.startsWith('servicenow') ? 'access' : base.way;
          const spoil: Act = { when: { hours: 0 }, act: { do: 'spoil secret', name, how } };
          const mend: Act = { when: { hours: chance.of([1, 8]) }, act: { do: 'spoil secret', name, how: 'mended' } };
          return { ...base, way, acts: [...base.acts, spoil, ...(chance.is(0.5) ? [mend] : [])] };
        },
      }),
    ),
  ),
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
  ...['ticket', 'request', 'principals', 'plan', 'turn', 'decision', 'identityTask'].map((name) =>
    damaged(`section#${name}`, asked(1, 0)),
  ),
  damaged('text#plan', asked(1, 0)),
  ...['approval', 'additions', 'identityWait'].map((name) =>
    damaged(`section#${name}`, { state: 'AwaitIdentityTask', nth: 1, seconds: 0 }),
  ),
  damaged('additions#', { state: 'AddMember', nth: 1, seconds: 0 }),
  damaged('effect#', asked(1, 0)),
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
  ...(['ReportOutcome', 'CloseRequest', 'TellRequester', 'ReportFailure'] as const).map(
    (step): Goal => ({
      name: `${step} loses the ticket system for good`,
      change(base, chance) {
        const to = base.way.startsWith('D') ? 'Jira' : 'ServiceNow';
        const bent: Partial<Base> =
          step === 'TellRequester'
            ? { wish: { ...base.wish, target: 'thomas@company.com' } }
            : step === 'CloseRequest'
              ? { acts: [{ when: asked(1, 0), act: { do: 'decide', by: 'petra', answer: 'decline' } }] }
              : {};
        const broken = { step: 'AttachPlan', nth: 1, times: 1, when: 'after', error: 'Runtime.ExitError' } as const;
        return {
          ...base,
          ...bent,
          ...(step === 'ReportFailure' && { invocations: [broken] }),
          faults: [{ kind: 'unavailable', to, during: step, nth: chance.between(2, 24), times: 1_000_000 }],
        };
      },
    }),
  ),
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
