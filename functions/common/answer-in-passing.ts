import type { RunKey } from '#shared/domain/run.ts';
import type { Ticket } from '#shared/domain/ticket.ts';
import { answerQuestions } from './answer-questions.ts';
import type { TicketPorts } from './ports.ts';
import { whereRunStands } from './whereabouts.ts';

/**
 * Answers what is asked on the ticket while a run is open, beside other work. What fails is left to the next look or
 * sweep: no question may hold up a request.
 */
export async function answerInPassing(ports: TicketPorts, key: RunKey, ticket: Ticket): Promise<void> {
  try {
    await answerQuestions(ports, key, ticket, () => whereRunStands(ports, key));
  } catch (error) {
    ports.log.warn('a question waits for its answer', {
      ticketId: key.ticketId,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}
