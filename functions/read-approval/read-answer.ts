import { lookAtTicket } from '#functions/common/look.ts';
import type { TicketPorts } from '#functions/common/ports.ts';
import { tellIfRequesterLeft } from '#functions/common/requester-left.ts';
import { display } from '#shared/domain/display.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { Person } from '#shared/domain/ticket.ts';
import { judgeApproval } from './judge-approval.ts';

export type Answer =
  | { readonly kind: 'pending' }
  | {
      readonly kind: 'approved';
      readonly approval: Omit<Sections['approval'], 'handle' | 'digest'>;
      readonly inPlaceOf: readonly Person[];
      /** False where the approver could not be told apart from source and target, and the stage accepts that. */
      readonly isSettled: boolean;
    }
  | {
      readonly kind: 'not counted';
      readonly by: readonly Person[];
      readonly reasons: readonly string[];
      /** The reasons without anybody's name, for the audit record. */
      readonly because: readonly string[];
    }
  | {
      readonly kind: 'close';
      readonly next: 'rejected' | 'withdrawn' | 'expired' | 'superseded';
      readonly reason: string;
      readonly by: readonly Person[];
    };

/** The decision under a handle, together with what the ticket says now: an edit or withdrawal weighs more than a yes. */
export async function readAnswer(ports: TicketPorts, key: RunKey, handle: string): Promise<Answer> {
  const look = await lookAtTicket(ports, key);
  if (look.state === 'superseded' || (look.state === 'withdrawn' && look.ticket === null)) {
    return { kind: 'close', next: look.state, reason: look.reason, by: look.by };
  }
  if (look.ticket !== null) await tellIfRequesterLeft(ports, key, look.ticket.requester);
  const decision = await ports.tickets(key.system).readDecision(key.ticketId, handle);
  // A workflow may close the ticket with the rejection: that is a rejection, not a withdrawal.
  if (decision.state === 'rejected') return { kind: 'close', next: 'rejected', reason: '', by: decision.decidedBy };
  if (look.state === 'withdrawn') return { kind: 'close', next: 'withdrawn', reason: look.reason, by: look.by };
  if (decision.state === 'pending') return { kind: 'pending' };
  if (decision.state === 'lapsed') {
    return { kind: 'not counted', by: [], reasons: [decision.detail], because: ['the question lapsed'] };
  }

  const { decidedBy, inPlaceOf = [], at, proof, unanswered } = decision;
  // Nobody's yes: the adapter tells it as approved only where the stage accepts that.
  if (unanswered !== undefined) {
    const approval = { by: [], at, proof, remark: unanswered };
    return { kind: 'approved', approval, inPlaceOf: [], isSettled: false };
  }
  const judged = await judgeApproval(ports, key, look.ticket, [...decidedBy, ...inPlaceOf]);
  if (!judged.counts) return { kind: 'not counted', by: decidedBy, ...judged };
  const standIn = inPlaceOf.map(({ displayName }) => `in place of ${display(displayName)}`);
  const remark = [...standIn, ...(judged.remark === null ? [] : [judged.remark])].join('. ') || null;
  const approval = { by: [...decidedBy], at, proof, remark };
  return { kind: 'approved', approval, inPlaceOf, isSettled: judged.remark === null };
}
