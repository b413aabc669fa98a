import { type AuditEvent, eventId, type WriteOutcome } from '#shared/domain/audit-event.ts';
import { sortedUnique } from '#shared/domain/order.ts';
import type { AdditionResult, RunKey } from '#shared/domain/run.ts';
import type { LedgerEntry } from '#shared/ports/request-store.ts';
import type { Ports } from './ports.ts';

/** Name of one addition in the ledger. */
export function additionEffect(planNo: number, groupId: string): string {
  return `add ${planNo} ${groupId}`;
}

/**
 * Brings the audit record up to what ledger and results know of this run's writes, and of their being read back. The
 * record follows the write: what a killed process leaves out is added by the next step that calls this, at the latest by
 * the one that ends the run.
 * @param standing how far the work is: what may still be tried is recorded only when it has ended
 * @returns how many additions came to which outcome
 */
export async function noteAdditions(
  { store, record }: Pick<Ports, 'store' | 'record'>,
  key: RunKey,
  standing: 'under way' | 'read back' | 'ended',
): Promise<Partial<Record<WriteOutcome, number>>> {
  const prepared = await store.readSection(key, 'additions');
  if (prepared === null) return {};
  const { run, ...ticket } = key;
  const { planNo: plan, digest } = prepared;
  const written: AuditEvent[] = [];
  const results: AdditionResult[] = [];
  const counts: Partial<Record<WriteOutcome, number>> = {};
  for (let chunk = 1; chunk <= prepared.chunks; chunk += 1) {
    const stored = await store.readAdditions(key, plan, chunk);
    for (const addition of stored?.additions ?? []) {
      const effect = await store.readEffect(key, additionEffect(plan, addition.groupId));
      const result = stored?.results.find(({ groupId }) => groupId === addition.groupId) ?? null;
      const outcome = outcomeOf(effect, result);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (result !== null) results.push(result);
      if (standing !== 'ended' && (outcome === 'no answer' || outcome === 'not attempted')) continue;
      const state = { before: beforeOf(effect, result), outcome, attempts: effect?.attempt ?? 0 };
      const facts = { event: 'written', plan, digest, ...addition, ...state, outcomeAt: result?.at ?? null } as const;
      written.push({ run, id: `written ${plan} ${addition.groupId}: ${outcome}`, facts });
    }
  }
  await record.append(ticket, [...written, ...readBack(run, plan, results, standing === 'read back')]);
  return counts;
}

function readBack(run: number, plan: number, results: readonly AdditionResult[], isReadBack: boolean): AuditEvent[] {
  const having = (wanted: AdditionResult['result']) =>
    sortedUnique(results.flatMap(({ groupId, result }) => (result === wanted ? [groupId] : [])));
  const [seen, unseen] = [having('applied'), having('accepted, not yet confirmed')];
  if (seen.length === 0 && (unseen.length === 0 || !isReadBack)) return [];
  const facts = { event: 'additions read back', plan, seen, unseen } as const;
  return [{ run, id: eventId(facts.event, facts), facts }];
}

/** The ledger knows what was sent and answered; a result alone tells of what needed, or got, no write. */
function outcomeOf(effect: LedgerEntry | null, result: AdditionResult | null): WriteOutcome {
  if (effect?.receipt != null) {
    const [word] = effect.receipt.split(':');
    return word === 'refused' || word === 'failed' ? word : 'accepted';
  }
  switch (result?.result) {
    case 'already member':
    case 'not written':
    case 'would have been added':
      return result.result;
    case 'applied':
    case 'accepted, not yet confirmed':
      return 'found there';
    default:
      return effect === null ? 'not attempted' : 'no answer';
  }
}

function beforeOf(effect: LedgerEntry | null, result: AdditionResult | null): 'absent' | 'member' | 'not read' {
  if (effect?.before === 'absent') return 'absent';
  return result?.result === 'already member' ? 'member' : 'not read';
}
