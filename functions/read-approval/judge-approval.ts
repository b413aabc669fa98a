import type { TicketPorts } from '#functions/common/ports.ts';
import { remembered } from '#functions/common/remembered.ts';
import { mayApprove, type Party } from '#shared/domain/approver.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Person, Ticket } from '#shared/domain/ticket.ts';

export type Judgement =
  | { readonly counts: true; readonly remark: string | null }
  | { readonly counts: false; readonly reasons: readonly string[]; readonly because: readonly string[] };

/**
 * Counts an approval only if every person whose yes made it may give it: with one party among several approvers the
 * number of independent ones is not what the workflow asked for.
 */
export async function judgeApproval(
  ports: TicketPorts,
  key: RunKey,
  ticket: Ticket,
  decidedBy: readonly Person[],
): Promise<Judgement> {
  const tickets = ports.tickets(key.system);
  const { source, target } = await remembered(ports, key, 'principals');
  const { identityMap, policy } = ports.stage;
  const parties = await withAddresses(ports, key, ticket);
  const answers = await Promise.all(
    decidedBy.map(async (approver) =>
      mayApprove({
        approver,
        isInApproverGroup: await tickets.isGroupMember(ticket.approverGroup.id, approver.id),
        parties,
        source,
        target,
        identityMap,
        unprovenApprover: policy.unprovenApprover,
        ownPersonId: tickets.ownPersonId,
      }),
    ),
  );
  const refusals = answers.filter((answer) => !answer.counts);
  if (decidedBy.length === 0) {
    const unknown = ['it is not known who decided'];
    return { counts: false, reasons: unknown, because: unknown };
  }
  if (refusals.length > 0) {
    return {
      counts: false,
      reasons: refusals.map(({ reason }) => reason),
      because: refusals.map(({ because }) => because),
    };
  }
  const remarks = answers.flatMap((answer) => (answer.counts && answer.remark !== null ? [answer.remark] : []));
  return { counts: true, remark: remarks.length === 0 ? null : remarks.join(' ') };
}

/** The same person may hold two accounts: parties are known by their addresses as well. */
async function withAddresses(ports: TicketPorts, key: RunKey, ticket: Ticket): Promise<Party[]> {
  const tickets = ports.tickets(key.system);
  // Not every ticket system tells how a ticket was before: who played a part when this run began is a party still.
  const { parties: earlier, requester } = await remembered(ports, key, 'ticket');
  const parties = [...ticket.parties, ...earlier];
  const ids = [...new Set(parties.map(({ personId }) => personId))];
  const people = new Map(await Promise.all(ids.map(async (id) => [id, await tickets.readPerson(id)] as const)));
  // An account that is gone tells no address any more; the requester's is known from when the run began.
  const known = (id: string) => people.get(id)?.emails ?? (id === requester.id ? requester.emails : []);
  return parties.map((party) => ({ ...party, emails: known(party.personId) }));
}
