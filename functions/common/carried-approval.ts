import { notCoveredBecause } from '#shared/domain/approval-covers.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { givesMembership } from '#shared/domain/plan-follows.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { TicketPorts } from './ports.ts';
import { currentPlan, remembered } from './remembered.ts';

/**
 * A run that an operator had tried again asks nobody twice: the approval of the run that failed is taken as the open
 * question of this one, where it was given for the same revision of the request, still stands in the ticket system under
 * its handle, and covers every group this plan adds, if it adds any. ReadApproval judges it anew.
 * @returns the approval that is carried over; null where approvers have to be asked
 */
export async function carryApproval(ports: TicketPorts, key: RunKey): Promise<Sections['approval'] | null> {
  const { store, clock, log } = ports;
  const earlier = await failedRunBefore(ports, key);
  if (earlier === null) return null;
  const approval = await store.readSection(earlier, 'approval');
  const approved = approval === null ? null : await approvedPlan(ports, earlier, approval);
  if (approval === null || approved === null) return null;

  const { plan, planNo, digest } = await currentPlan(ports, key);
  if (!plan.actions.some(givesMembership)) return null;
  const reason = notCoveredBecause(approved, plan);
  if (reason !== null) {
    log.info('approval not carried over', { reason });
    return null;
  }
  const { handle } = approval;
  const decision = await ports.tickets(key.system).readDecision(key.ticketId, handle);
  if (decision.state !== 'approved' || decision.proof !== approval.proof) return null;
  const carriedFrom = { run: earlier.run, digest: approval.digest };
  const question = { planNo, digest, askNo: 1, handle, opened: true, lapsed: false, carriedFrom };
  await store.writeSection(key, 'decision', { ...question, askedAt: clock.now().toISOString() });
  return approval;
}

/**
 * The run this one repeats: the last that ended with a word, where it failed and served the same revision. One that
 * somebody's doing had stopped before it failed (an edit, a withdrawal, another target) has lost its approval by that.
 */
async function failedRunBefore(ports: TicketPorts, key: RunKey): Promise<RunKey | null> {
  const { store } = ports;
  const record = await store.readTicketRecord(key);
  const last = record?.lastEnd ?? null;
  if (record === null || !record.retryAllowed || last === null || last.end !== 'failed' || last.run === null)
    return null;
  const earlier = { ...key, run: last.run };
  const stops = [await store.readSection(earlier, 'closing'), await store.readSection(earlier, 'targetChange')];
  if (stops.some((stop) => stop !== null)) return null;
  const { revision } = await remembered(ports, key, 'ticket');
  return (await store.readSection(earlier, 'ticket'))?.revision === revision ? earlier : null;
}

/** The plan an approval was given for; null where that run had begun another one since. */
async function approvedPlan(ports: TicketPorts, key: RunKey, { digest }: Sections['approval']): Promise<Plan | null> {
  const plan = await ports.store.readSection(key, 'plan');
  return plan?.digest === digest ? (await currentPlan(ports, key)).plan : null;
}
