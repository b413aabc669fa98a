import type { RunKey } from '#shared/domain/run.ts';
import type { Claim, MembershipRef } from '#shared/ports/request-store.ts';
import type { Elsewhere } from '#shared/report/messages/identity-task.ts';
import { readTasks } from './identity-task.ts';
import type { Ports, Surroundings } from './ports.ts';

type StorePort = Pick<Ports, 'store'>;
type ClaimPorts = StorePort & Pick<Surroundings, 'stage'>;

export interface Wanted {
  readonly targetId: string;
  readonly groupIds: readonly string[];
  /** The task that is to ask for them. */
  readonly effect: string;
  /** The request is approved. */
  readonly released: boolean;
}

/** A claim that changes hands more often while it is looked at is left to whoever has it. */
const MOST_HOLDERS = 5;

/**
 * Claims groups for a task of this run, each by one conditional write. A claim of another run holds while that run is open
 * and its task is wanted; an approved run takes over what a task asks for that nobody may work on yet. Claims are never
 * released: they end with their run.
 */
export async function claimGroups(
  ports: ClaimPorts,
  key: RunKey,
  { targetId, groupIds, effect, released }: Wanted,
): Promise<{ mine: string[]; elsewhere: Elsewhere[] }> {
  const mine: string[] = [];
  const elsewhere: Elsewhere[] = [];
  const { system, ticketId, run } = key;
  for (const groupId of groupIds) {
    const claim = { system, ticketId, run, effect, released };
    const { accountId } = ports.stage.databricks;
    const holder = await claimOne(ports, { accountId, targetId, groupId }, claim);
    if (isSameRun(holder, key)) mine.push(groupId);
    else elsewhere.push({ groupId, taskKey: await nameOf(ports, holder) });
  }
  return { mine, elsewhere };
}

async function claimOne(ports: StorePort, membership: MembershipRef, claim: Claim): Promise<Claim> {
  let holder = await ports.store.claimMembership(membership, claim, null);
  for (let round = 1; round < MOST_HOLDERS; round += 1) {
    if (isSameRun(holder, claim) || (await holds(ports, holder, claim))) return holder;
    holder = await ports.store.claimMembership(membership, claim, holder);
  }
  return holder;
}

async function holds(ports: StorePort, holder: Claim, { released }: Claim): Promise<boolean> {
  const record = await ports.store.readTicketRecord(holder);
  if (record === null || !record.open || record.run !== holder.run) return false;
  if (released && !holder.released) return false;
  const task = (await readTasks(ports, holder)).tasks.find(({ effect }) => effect === holder.effect);
  // A task that is not there yet is being created.
  return task === undefined || !(task.skipped || task.declined);
}

/** What people call the task, or its ticket while the task is being created. */
async function nameOf(ports: StorePort, holder: Claim): Promise<string> {
  const task = (await readTasks(ports, holder)).tasks.find(({ effect }) => effect === holder.effect);
  if (task !== undefined && task.key !== '') return task.key;
  return (await ports.store.readSection(holder, 'ticket'))?.key ?? holder.ticketId;
}

function isSameRun(a: RunKey, b: RunKey): boolean {
  return a.system === b.system && a.ticketId === b.ticketId && a.run === b.run;
}
