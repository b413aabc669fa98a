import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Plant } from '#sandbox/campaign/play-story.ts';
import type { Act, StoryDraft } from '#sandbox/campaign/story.ts';

/** A bug, how it is planted, and a story that leads to it. */
export interface PlantedBug {
  readonly name: string;
  readonly plant: Plant;
  readonly story: Omit<StoryDraft, 'name' | 'seed'>;
  /** The check that must find it. */
  readonly foundBy: string;
}

type Decision = Awaited<ReturnType<ReturnType<Ports['tickets']>['readDecision']>>;
type Ports = Parameters<NonNullable<Plant['around']>>[0];

/** The port with one method replaced; the replacement is given the real one. */
function replaced<T extends object, K extends keyof T>(port: T, name: K, method: (real: T[K]) => T[K]): T {
  const real: unknown = Reflect.get(port, name);
  const bound = typeof real === 'function' ? real.bind(port) : real;
  return Object.create(port, { [name]: { value: method(bound) } });
}

/** Replaces one port of the functions in `folders`. */
function inPort<K extends keyof Ports>(
  name: K,
  change: (port: Ports[K], ports: Ports) => Ports[K],
  ...folders: string[]
): Plant {
  return {
    around: (ports, folder) =>
      folders.length === 0 || folders.includes(folder)
        ? Object.create(ports, { [name]: { get: () => change(ports[name], ports) } })
        : ports,
  };
}

const TARGET = 'uwe@company.com';
const wish = { source: 'thomas@company.com', target: TARGET, reason: 'Joins the team', summary: 'Access' };
const both = { identity: true, additions: true };
const asked = (nth: number, seconds: number): Act['when'] => ({ state: 'AwaitApproval', nth, seconds });
const yes = (nth: number, seconds = 0): Act => ({
  when: asked(nth, seconds),
  act: { do: 'decide', by: 'petra', answer: 'approve' },
});
const plain = { way: 'DBX', wish } as const;
const edit: Act['act'] = { do: 'edit', by: 'rita', fields: { without: 'scratch-workspace-admins' } };

const wider: Act['act'] = {
  do: 'give group a workspace',
  group: 'npb-platform-users',
  workspace: 'dev-workspace',
  level: 'ADMIN',
};

function withoutCatches(definition: unknown): unknown {
  const text = JSON.stringify(definition, (key, value: unknown) =>
    key === 'Catch' && JSON.stringify(value).includes('IdentityBroken') ? undefined : value,
  );
  return JSON.parse(text);
}

function unlock(command: unknown, sortKey: string): unknown {
  if (!(command instanceof PutCommand) || command.input.Item?.sk !== sortKey) return command;
  const { TableName, Item } = command.input;
  return new PutCommand({ TableName, Item });
}

/** Approvals a story has seen, under whatever handle. */
const approvedOnce = new Map<string, Decision>();

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a delivery is recorded before the start',
    plant: inPort(
      'store',
      (store) =>
        replaced(store, 'wasDelivered', (real) => async (system, id) => {
          const known = await real(system, id);
          if (!known) await store.recordDelivery(system, id);
          return known;
        }),
      'receive-jira-event',
    ),
    story: { ...plain, acts: [yes(1)] },
    foundBy: 'deliveriesAreTakenLast',
  },
  {
    name: 'the ledger says done before the write',
    plant: inPort('store', (store) =>
      replaced(store, 'intend', (real) => async (key, effect, intent) => {
        const entry = await real(key, effect, intent);
        if (effect.startsWith('say ') && entry.state === 'fresh') await store.settle(key, effect, 'done');
        return entry;
      }),
    ),
    story: {
      ...plain,
      account: { identity: false, additions: false },
      faults: [{ kind: 'killed before', to: 'Jira', during: 'ReportOutcome', effect: true }],
    },
    foundBy: 'lastCommentNamesTheEnd',
  },
  {
    name: 'the token is stored after the look',
    plant: {
      around: (ports, folder) => {
        if (folder !== 'await-approval') return ports;
        const late: { put?: () => Promise<boolean> } = {};
        const store = replaced(ports.store, 'putToken', (real) => async (...args) => {
          late.put = () => real(...args);
          return true;
        });
        const tickets: Ports['tickets'] = (system) =>
          replaced(ports.tickets(system), 'readDecision', (real) => async (...args) => {
            const decision = await real(...args);
            await late.put?.();
            return decision;
          });
        return Object.create(ports, { store: { value: store }, tickets: { value: tickets } });
      },
    },
    story: {
      ...plain,
      faults: [{ kind: 'slow', to: 'DynamoDB', call: 'PutItem', during: 'AwaitApproval', nth: 1, seconds: 4 }],
      acts: [yes(1, 2)],
    },
    foundBy: 'decisionsAreSeenSoon',
  },
  {
    name: 'the token is read without consistency',
    plant: {
      command: (command) =>
        command instanceof GetCommand && command.input.Key?.sk === 'token'
          ? new GetCommand({ ...command.input, ConsistentRead: false })
          : command,
    },
    story: { ...plain, acts: [yes(2, 1)] },
    foundBy: 'decisionsAreSeenSoon',
  },
  {
    name: 'a stale attempt overwrites the token',
    plant: { command: (command) => unlock(command, 'token') },
    story: {
      ...plain,
      faults: [{ kind: 'late', to: 'DynamoDB', call: 'PutItem', during: 'AwaitApproval', nth: 1, seconds: 45 }],
      acts: [yes(1, 60)],
    },
    foundBy: 'decisionsAreSeenSoon',
  },
  {
    name: 'the revision is not checked before a chunk',
    plant: {
      around: (ports, folder) => {
        if (folder !== 'add-member') return ports;
        const first = new Map<string, Awaited<ReturnType<ReturnType<Ports['tickets']>['readTicket']>>>();
        const tickets: Ports['tickets'] = (system) =>
          replaced(ports.tickets(system), 'readTicket', (real) => async (id) => {
            if (!first.has(id)) first.set(id, await real(id));
            return first.get(id) ?? null;
          });
        return Object.create(ports, { tickets: { value: tickets } });
      },
    },
    story: {
      ...plain,
      account: { identity: false, additions: true, moreGroups: 28 },
      acts: [yes(1), { when: { state: 'AddMember', nth: 1, seconds: 5 }, act: edit }],
    },
    foundBy: 'noWriteAfterAnEdit',
  },
  {
    name: 'an approval is taken from another handle',
    plant: {
      around: (ports, folder) => {
        // The first container of a story.
        if (folder === 'read-request') approvedOnce.clear();
        const tickets: Ports['tickets'] = (system) =>
          replaced(ports.tickets(system), 'readDecision', (real) => async (id, handle) => {
            const decision = approvedOnce.get(id) ?? (await real(id, handle));
            if (decision.state === 'approved') approvedOnce.set(id, decision);
            return decision;
          });
        return Object.create(ports, { tickets: { value: tickets } });
      },
    },
    story: { way: 'access', wish, account: both, acts: [{ when: asked(1, 0), act: wider }, yes(1, 5)] },
    foundBy: 'approvalsAreRight',
  },
  {
    name: 'already a member, after a crash of ours',
    plant: inPort(
      'store',
      (store) =>
        replaced(store, 'readEffect', (real) => async (key, effect) => {
          const entry = await real(key, effect);
          return effect.startsWith('add ') && entry?.receipt == null ? null : entry;
        }),
      'add-member',
    ),
    story: {
      ...plain,
      account: { ...both, lagSeconds: 0 },
      acts: [yes(1)],
      faults: [{ kind: 'killed after', to: 'Databricks', during: 'AddMember', effect: true }],
    },
    foundBy: 'resultsAreTrue',
  },
  {
    name: 'an error of a branch is not caught',
    plant: { definition: withoutCatches },
    story: {
      ...plain,
      account: { ...both, moreGroups: 28 },
      acts: [yes(1)],
      invocations: [{ step: 'ReleaseIdentityTask', when: 'before', error: 'Runtime.ExitError' }],
      faults: [{ kind: 'slow', to: 'Databricks', during: 'AddMember', effect: true, seconds: 5 }],
    },
    foundBy: 'noBranchStopsTheOther',
  },
  {
    name: 'a failed read becomes an empty list',
    plant: inPort(
      'directory',
      (directory) =>
        replaced(directory, 'readAssignments', (real) => async (id) => {
          try {
            return await real(id);
          } catch {
            return [];
          }
        }),
      'build-plan',
    ),
    story: {
      ...plain,
      acts: [],
      faults: [{ kind: 'broken', to: 'Databricks', during: 'BuildPlan', call: 'permissionassignments', times: 1_000 }],
    },
    foundBy: 'unknownIsNotNo',
  },
  // Our own five
  {
    name: 'the parties are forgotten',
    plant: {
      around: (ports) => {
        const tickets: Ports['tickets'] = (system) =>
          replaced(ports.tickets(system), 'readTicket', (real) => async (id) => {
            const ticket = await real(id);
            return ticket && { ...ticket, parties: [] };
          });
        return Object.create(ports, { tickets: { value: tickets } });
      },
    },
    story: { ...plain, wish: { ...wish, by: 'petra' }, acts: [yes(1)] },
    foundBy: 'approvalsAreRight',
  },
  {
    name: 'the stop switch is not looked at',
    plant: inPort('store', (store) => replaced(store, 'readControl', () => async () => ({ writes: 'on' as const }))),
    story: {
      ...plain,
      acts: [
        { when: asked(1, 0), act: { do: 'switch', writes: 'stopped' } },
        yes(1, 60),
        { when: asked(1, 600), act: { do: 'switch', writes: 'on' } },
      ],
    },
    foundBy: 'stoppedMeansStopped',
  },
  {
    name: 'our own comments are not recognised',
    plant: {
      around: (ports) => {
        const tickets: Ports['tickets'] = (system) =>
          replaced(ports.tickets(system), 'findComment', () => async () => []);
        return Object.create(ports, { tickets: { value: tickets } });
      },
    },
    story: {
      ...plain,
      acts: [],
      faults: [{ kind: 'cut off', to: 'Jira', during: 'AttachPlan', call: '/comment', effect: true }],
    },
    foundBy: 'effectsOnce',
  },
  {
    name: 'the task token is logged',
    plant: {
      around: (ports, folder) => {
        if (folder !== 'await-approval') return ports;
        const store = replaced(ports.store, 'putToken', (real) => async (key, token) => {
          ports.log.info('kept', { hint: token.token });
          return real(key, token);
        });
        return Object.create(ports, { store: { value: store } });
      },
    },
    story: { ...plain, acts: [yes(1)] },
    foundBy: 'secretsStaySecret',
  },
  {
    name: 'a closed task is taken for a membership',
    plant: inPort(
      'directory',
      (directory) => replaced(directory, 'transitiveGroupIds', () => async () => ['7733000000000021']),
      'verify-memberships',
    ),
    story: {
      ...plain,
      account: both,
      acts: [yes(1), { when: { state: 'AwaitIdentityTask', seconds: 30 }, act: { do: 'finish task', by: 'ines' } }],
    },
    foundBy: 'verifiedIsThere',
  },
  {
    name: 'an approval is used again without an operator',
    plant: inPort('store', (store) =>
      replaced(store, 'readTicketRecord', (real) => async (ticket) => {
        const record = await real(ticket);
        return record && { ...record, retryAllowed: true };
      }),
    ),
    story: {
      ...plain,
      account: both,
      acts: [yes(1), { when: { hours: 5 }, act: { do: 'comment', by: 'rita', text: 'Is there any news?' } }],
      invocations: [{ step: 'PrepareAdditions', when: 'after', error: 'Runtime.ExitError' }],
    },
    foundBy: 'approvalsAreRight',
  },
  {
    name: 'memberships are not recorded',
    plant: inPort('record', (record) =>
      replaced(
        record,
        'append',
        (real) => (ticket, events) =>
          real(
            ticket,
            events.filter(({ facts }) => facts.event !== 'written'),
          ),
      ),
    ),
    story: { ...plain, account: both, acts: [yes(1)] },
    foundBy: 'recordsTellAll',
  },
  {
    name: 'an entry of the audit record is written over',
    plant: {
      command(command) {
        if (!(command instanceof PutCommand) || !String(command.input.Item?.pk).startsWith('audit#')) return command;
        const { TableName, Item } = command.input;
        return new PutCommand({ TableName, Item });
      },
    },
    story: {
      ...plain,
      account: both,
      acts: [yes(1)],
      faults: [{ kind: 'late', to: 'DynamoDB', call: 'PutItem', during: 'PrepareAdditions', nth: 4, seconds: 60 }],
    },
    foundBy: 'recordsAreIntact',
  },
  {
    name: 'nobody waits for a turn',
    plant: inPort('store', (store) =>
      replaced(store, 'readLine', (real) => async (pair) => ({ ...(await real(pair)), tickets: [] })),
    ),
    story: {
      ...plain,
      account: both,
      acts: [{ when: asked(1, 0), act: { do: 'file again', by: 'rita', way: 'DBX' } }, yes(1, 600)],
    },
    foundBy: 'turnsAreTaken',
  },
];
