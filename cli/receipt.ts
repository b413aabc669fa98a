import type { Plan } from '#shared/domain/plan.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { VERSION } from '#shared/version.ts';
import type { Client } from './client.ts';
import { ACCEPTED, type Standing } from './outcome.ts';

/** What a run of `--apply` leaves behind: who, what was approved, what became of it, and how to take it back. */
export interface Receipt {
  readonly version: 1;
  /** As Databricks' audit log names it. */
  readonly tool: string;
  readonly digest: string;
  /** `writing` in a file that nobody is writing to any more: the process was killed. */
  readonly state: 'writing' | 'finished' | 'interrupted';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly account: Pick<Client, 'host' | 'accountId' | 'clientId'>;
  readonly source: Pick<Principal, 'kind' | 'id' | 'name'>;
  readonly target: Pick<Principal, 'kind' | 'id' | 'name'>;
  readonly additions: readonly ReceiptLine[];
  /** The groups this run added the target to, or may have: removing the target from these takes the run back. */
  readonly undo: readonly Pick<ReceiptLine, 'groupId' | 'groupName'>[];
  readonly plan: Plan;
}

export interface ReceiptLine {
  readonly groupId: string;
  readonly groupName: string;
  /** Whether the target was a member when it was looked at last before the write. */
  readonly before: 'absent' | 'present' | 'unknown';
  /** `planned`, `about to write`, then what became of it. */
  readonly result: string;
  readonly reason: string | null;
  readonly at: string | null;
}

/** The receipt of a run that is about to begin. */
export function newReceipt(client: Client, { plan, digest }: { plan: Plan; digest: string }, startedAt: Date): Receipt {
  const { host, accountId, clientId } = client;
  const who = ({ kind, id, name }: Principal) => ({ kind, id, name });
  return {
    version: 1,
    tool: `access-desk/${VERSION}`,
    digest,
    state: 'writing',
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    account: { host, accountId, clientId },
    source: who(plan.source),
    target: who(plan.target),
    additions: plan.actions
      .filter(({ type }) => type === 'Databricks')
      .map(({ group }) => ({
        groupId: group.id,
        groupName: group.name,
        before: 'unknown',
        result: 'planned',
        reason: null,
        at: null,
      })),
    undo: [],
    plan,
  };
}

/** The receipt with one addition further on. */
export function withStanding(receipt: Receipt, groupId: string, standing: Standing, at: Date): Receipt {
  const { result, reason } = standing;
  const listed = new Set(receipt.undo.map((line) => line.groupId));
  const before = receipt.additions.find((line) => line.groupId === groupId);
  if (before !== undefined && mayBeThere(before, result)) listed.add(groupId);
  else listed.delete(groupId);
  const additions = receipt.additions.map((line) =>
    line === before ? { ...line, before: stateBefore(line, result), result, reason, at: at.toISOString() } : line,
  );
  const undo = additions
    .filter((line) => listed.has(line.groupId))
    .map((line) => ({ groupId: line.groupId, groupName: line.groupName }));
  return { ...receipt, additions, undo };
}

export function closed(receipt: Receipt, state: 'finished' | 'interrupted', at: Date): Receipt {
  return { ...receipt, state, finishedAt: at.toISOString() };
}

/** `access-desk-receipt_20261123T090000Z_0f3a9c12.json` */
export function receiptName(digest: string, startedAt: Date): string {
  const time = startedAt.toISOString().replace(/\.\d+|[-:]/g, '');
  return `access-desk-receipt_${time}_${digest.slice(0, 8)}.json`;
}

/** What was sent without a clear answer may still arrive, though nobody saw it and it is called failed or refused. */
function mayBeThere(line: ReceiptLine, result: Standing['result']): boolean {
  if (result === 'failed' || result === 'refused') return line.result === ACCEPTED.result;
  return result === 'about to write' || result === ACCEPTED.result || result === 'applied';
}

function stateBefore(line: ReceiptLine, result: Standing['result']): ReceiptLine['before'] {
  if (result === 'about to write') return 'absent';
  return result === 'already member' ? 'present' : line.before;
}
