import * as z from 'zod';
import type { HistoryEvent } from '../engine/history.ts';
import type { LiveAccount } from '../simulators/databricks/live-account.ts';
import type { Stage } from './acts.ts';
import type { Item } from './expressions.ts';
import type { Fault, OutgoingCall, Outside } from './faults.ts';
import type { Act, Story } from './story.ts';
import type { FiledTicket } from './tickets.ts';
import type { World } from './world.ts';

/** An act of the story that had its turn. */
export interface Acted extends Act {
  readonly at: number;
  /** Counts everything that was written down, as everywhere. */
  readonly order: number;
  /** Why it did not happen; null where it did. */
  readonly refused: string | null;
}

/** A PATCH that added a member to a group. */
export interface Addition {
  readonly at: number;
  readonly groupId: string;
  readonly memberId: string;
  /** False where the member was there already, or nobody has this id. */
  readonly effective: boolean;
  readonly order: number;
  /** When (in the same count) the invocation began that sent it. */
  readonly begun: number;
  /** The run it was sent for, as the partition of its items. */
  readonly run: string;
}

/** A version of an item of the store. */
export interface Version {
  readonly at: number;
  /** Counts everything that was written down: what came first is smaller, also at one moment. */
  readonly order: number;
  readonly pk: string;
  readonly sk: string;
  readonly item: Item;
}

/** Who truly was in which group when a plan was written. */
export interface PlanMoment {
  readonly at: number;
  readonly order: number;
  readonly pk: string;
  readonly sk: string;
  /** Direct groups by principal, as names of ids. */
  readonly groupsOf: (principalId: string) => ReadonlySet<string>;
  readonly opensSomething: (groupId: string) => boolean;
  /** When the directory was last changed by somebody else. */
  readonly changedAt: number;
}

/** Everything that is known about a story once it is over. */
export interface Evidence {
  readonly story: Story;
  readonly world: World;
  readonly tickets: readonly FiledTicket[];
  readonly untouched: LiveAccount;
  readonly acted: readonly Acted[];
  readonly additions: readonly Addition[];
  readonly versions: readonly Version[];
  readonly plans: readonly PlanMoment[];
  readonly faults: readonly { readonly at: number; readonly call: OutgoingCall; readonly fault: Fault }[];
  /** What functions were given and what they answered. */
  readonly payloads: readonly { readonly name: string; readonly text: string }[];
  readonly errors: readonly { readonly name: string; readonly error: string; readonly executionArn: string | null }[];
  readonly logs: readonly string[];
  readonly entered: readonly {
    readonly at: number;
    readonly order: number;
    readonly state: string;
    readonly executionArn: string;
  }[];
  /** States that were broken off from outside. */
  readonly aborted: readonly string[];
  /** Deliveries that were known as taken while their work was still to be done. */
  readonly takenTooEarly: readonly string[];
  /** What kept the story from coming to its end; null where nothing did. */
  readonly stuck: string | null;
}

const keySchema = z.object({ system: z.string(), ticketId: z.string(), run: z.number() });

const patchSchema = z.object({
  Operations: z.array(z.object({ value: z.array(z.object({ value: z.string() })) })),
});

/** Takes part in a story and writes everything down. */
export function createRecorder(story: Story) {
  const acted: Acted[] = [];
  const additions: Addition[] = [];
  const versions: Version[] = [];
  const plans: PlanMoment[] = [];
  const faults: { at: number; call: OutgoingCall; fault: Fault }[] = [];
  const payloads: { name: string; text: string }[] = [];
  const errors: { name: string; error: string; executionArn: string | null }[] = [];
  let stage: Stage | undefined;
  let directoryChangedAt = Number.NEGATIVE_INFINITY;
  const entered: { at: number; order: number; state: string; executionArn: string }[] = [];
  const aborted: string[] = [];
  const takenTooEarly: string[] = [];
  /** By invocation: when it began, and for which run. */
  const begun = new Map<number, { order: number; run: string }>();
  /** Functions whose latest invocation has recorded a delivery. */
  const recorded = new Set<string>();
  let caller = '';
  let order = 0;
  const now = () => stage?.world.clock.now() ?? 0;

  return {
    begin(opened: Stage) {
      stage = opened;
    },
    onAct(happened: Omit<Acted, 'order'>, changesDirectory: boolean) {
      order += 1;
      const entry = { ...happened, order };
      acted.push(entry);
      if (changesDirectory && entry.refused === null) directoryChangedAt = entry.at;
    },
    onInvoke(name: string, payload: unknown, invocation: number) {
      order += 1;
      const key = keySchema.safeParse(payload).data;
      begun.set(invocation, { order, run: key === undefined ? '' : `run#${key.system}#${key.ticketId}#${key.run}` });
      recorded.delete(name);
    },
    onCall({ from, name, effect }: OutgoingCall) {
      caller = from;
      if (effect && recorded.has(from)) takenTooEarly.push(`${from} asks for ${name} after it has taken the delivery`);
    },
    onEvent(executionArn: string, { type, state, time }: HistoryEvent) {
      if (state === undefined) return;
      order += 1;
      if (type.endsWith('StateEntered')) entered.push({ at: time, order, state, executionArn });
      if (type.endsWith('StateAborted')) aborted.push(state);
    },
    onFault: (call: OutgoingCall, fault: Fault) => void faults.push({ at: now(), call, fault }),
    onPayload: (name: string, value: unknown) => void payloads.push({ name, text: JSON.stringify(value) ?? '' }),
    onError: (name: string, { name: error }: Error, executionArn: string | null) =>
      void errors.push({ name, error, executionArn }),
    onWrite({ pk, sk, item }: { pk: string; sk: string; item: Item | null }) {
      order += 1;
      if (pk.startsWith('audit#')) versions.push({ at: now(), order, pk, sk, item: structuredClone(item ?? {}) });
      if (item === null) return;
      if (pk.startsWith('delivery#')) recorded.add(caller);
      if (/^(section|additions|effect)/.test(sk) || pk.startsWith('ticket'))
        versions.push({ at: now(), order, pk, sk, item: structuredClone(item) });
      if (stage !== undefined && /^text#plan:/.test(sk))
        plans.push({ ...momentOf(stage, pk, sk, directoryChangedAt), order });
    },
    onRequest(to: Outside, { method, path, body }: { method: string; path: string; body: Buffer }, invocation: number) {
      const model = stage?.world.databricks.model;
      if (to !== 'Databricks' || method !== 'PATCH' || model === undefined) return () => undefined;
      const groupId = path.split('/').at(-1) ?? '';
      const members = patchSchema.parse(JSON.parse(body.toString())).Operations.flatMap(({ value }) => value);
      const sender = begun.get(invocation) ?? { order: 0, run: '' };
      const before = new Set(model.members(groupId).map(({ id }) => id));
      return (status: number) => {
        if (status >= 300) return;
        const after = new Set(model.members(groupId).map(({ id }) => id));
        for (const { value: memberId } of members) {
          const effective = after.has(memberId) && !before.has(memberId);
          order += 1;
          const sent = { begun: sender.order, run: sender.run };
          additions.push({ at: now(), groupId, memberId, effective, order, ...sent });
        }
      };
    },
    evidence(logs: readonly string[], stuck: string | null): Evidence {
      if (stage === undefined) throw new Error('the story has not begun');
      const { world, tickets, untouched } = stage;
      const seen = { entered, aborted, takenTooEarly, acted, additions, versions, plans, faults, payloads, errors };
      return { story, world, tickets, untouched, ...seen, logs, stuck };
    },
  };
}

function momentOf({ world }: Stage, pk: string, sk: string, changedAt: number): Omit<PlanMoment, 'order'> {
  const { model } = world.databricks;
  const at = world.clock.now();
  const groups = new Map<string, string[]>();
  // Everybody is in the groups Databricks itself makes; they are nobody's to give.
  for (const { id } of model.groups.filter(({ builtIn }) => !builtIn))
    groups.set(
      id,
      model.members(id).map((member) => member.id),
    );
  const granted = new Set(
    model.metastores.flatMap((metastore) =>
      [metastore, ...metastore.securables].flatMap(({ owner, grants }) => [
        owner,
        ...grants.flatMap(({ principal, privileges }) => (privileges.length > 0 ? [principal] : [])),
      ]),
    ),
  );
  const assigned = new Set(
    model.workspaces.flatMap(({ assignments, status, federated }) =>
      status === 'RUNNING' && federated ? assignments.map(({ principalId }) => principalId) : [],
    ),
  );
  const names = new Map(model.groups.map(({ id, displayName }) => [id, displayName]));
  const parentsOf = (id: string) => [...groups].flatMap(([group, members]) => (members.includes(id) ? [group] : []));
  const closure = (id: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(id)) return seen;
    seen.add(id);
    for (const parent of parentsOf(id)) closure(parent, seen);
    return seen;
  };
  return {
    at,
    pk,
    sk,
    changedAt,
    groupsOf: (principalId) => new Set(parentsOf(principalId)),
    opensSomething: (groupId) =>
      [...closure(groupId)].some((id) => assigned.has(id) || granted.has(names.get(id) ?? '')),
  };
}
