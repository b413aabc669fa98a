import { answerInPassing } from '#functions/common/answer-in-passing.ts';
import { answerQuestions } from '#functions/common/answer-questions.ts';
import { asksForSomethingNew } from '#functions/common/known-wish.ts';
import { revisionOfTicket } from '#functions/common/look.ts';
import type { Step } from '#functions/common/ports.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { howItEnded } from '#functions/common/whereabouts.ts';
import { understandRequest } from '#shared/domain/understand-request.ts';
import { noteAsked } from './note-asked.ts';
import { requireRequesters } from './require-requesters.ts';
import { sayItGoesOn } from './say-it-goes-on.ts';

/**
 * Reads the ticket and keeps what it asks for. A run with nothing new to do closes without a word, unless somebody asked
 * how the last one ended.
 */
export const readRequest: Step<'ReadRequest'> = (ports) => async (key) => {
  const { store, tickets, clock } = ports;
  const ticket = await tickets(key.system).readTicket(key.ticketId);
  const record = await store.readTicketRecord(key);
  if (ticket === null || !asksForSomethingNew(ticket, record)) {
    if (ticket !== null) await answerQuestions(ports, key, ticket, () => howItEnded(ports, key, record));
    await store.closeRun(key, 'nothing new', ticket === null ? null : revisionOfTicket(ticket));
    return { next: 'nothing new' };
  }
  const { source, target, without, scanUc, reason } = ticket.request;
  const revision = revisionOfTicket(ticket);
  await store.writeSection(key, 'ticket', {
    revision,
    key: ticket.key,
    url: ticket.url,
    place: ticket.place,
    labels: {
      source: source.label,
      target: target.label,
      without: without.label,
      scanUc: scanUc.label,
      reason: reason.label,
    },
    requester: ticket.requester,
    parties: ticket.parties,
    approvers: ticket.approverGroup.name,
    readAt: clock.now().toISOString(),
  });
  await noteAsked(ports, key, ticket, revision);
  await requireRequesters(ports, ticket);
  await sayItGoesOn(ports, key, record);
  await store.writeSection(key, 'request', understandRequest(ticket.request, { scanDefault: true }));
  await answerInPassing(ports, key, ticket);
  return { next: 'proceed' };
};

export const handler = stepLambda('ReadRequest', readRequest);
