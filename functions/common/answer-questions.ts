import type { Document } from '#shared/domain/document.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Question, Ticket } from '#shared/domain/ticket.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import type { Ports, Surroundings, TicketPorts } from './ports.ts';
import { effectOfSaying, say } from './say.ts';

/**
 * Questions are the ticket's: a run that begins later must not answer again what an earlier one has. Their effects stand
 * under a number no run has.
 */
const NO_RUN = 0;

/** Older questions are left alone: the ledger would forget that they were answered, and nobody waits for it any more. */
const OLDEST_MS = 7 * 24 * 60 * 60_000;

/** Of more questions than this at once only the latest are answered: one answer tells all of them the same. */
const MOST_AT_ONCE = 3;

const sayingOf = ({ id }: Question) => ({ name: `status ${id}`, audience: 'requester' }) as const;

/** Questions on the ticket that nobody has answered yet, oldest first. */
export async function openQuestions(
  { store, clock }: Surroundings & Pick<Ports, 'store'>,
  ref: TicketRef,
  { served, questions }: Pick<Ticket, 'served' | 'questions'>,
): Promise<readonly Question[]> {
  const since = clock.now().getTime() - OLDEST_MS;
  const lately = served ? questions.filter(({ at }) => Date.parse(at) > since).slice(-MOST_AT_ONCE) : [];
  const open: Question[] = [];
  for (const question of lately) {
    const effect = await store.readEffect(keyOf(ref), effectOfSaying(sayingOf(question)));
    if (effect?.receipt == null) open.push(question);
  }
  return open;
}

/**
 * Answers every open question, each once: publicly, since the question is public. A comment the ticket system refuses is
 * given up, and the question counts as answered.
 */
export async function answerQuestions(
  ports: TicketPorts,
  ref: TicketRef,
  ticket: Pick<Ticket, 'served' | 'questions'>,
  answer: () => Promise<Document>,
): Promise<void> {
  for (const question of await openQuestions(ports, ref, ticket)) {
    const saying = { ...sayingOf(question), body: await answer() };
    try {
      await say(ports, keyOf(ref), saying);
    } catch (error) {
      if (!(error instanceof TicketSystemRefused)) throw error;
      ports.log.warn('a question stays without an answer', { ticketId: ref.ticketId, error: error.name });
      await ports.store.settle(keyOf(ref), effectOfSaying(saying), 'refused');
    }
  }
}

function keyOf({ system, ticketId }: TicketRef): RunKey {
  return { system, ticketId, run: NO_RUN };
}
