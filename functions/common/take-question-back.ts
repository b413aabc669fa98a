import type { RunKey } from '#shared/domain/run.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TicketPorts } from './ports.ts';

/**
 * Asks nobody any more, once a question is answered or its run is over. No answer to it is read from then on, so a
 * question that cannot be taken back is untidy and nothing worse.
 */
export async function takeQuestionBack({ tickets, log }: TicketPorts, key: RunKey, handle: string): Promise<void> {
  try {
    await tickets(key.system).closeDecision(key.ticketId, handle);
  } catch (error) {
    if (!(error instanceof TicketSystemRefused)) throw error;
    log.warn('a question stays open', { error: error.name });
  }
}
