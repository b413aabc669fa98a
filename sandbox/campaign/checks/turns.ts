import type { Evidence } from '../evidence.ts';
import { isExecutionOf } from '../tickets.ts';
import { runsOfTicket } from './remembered.ts';

/** Two tickets for one pair are served one after the other: while one has begun to plan and is open, no other plans. */
export function turnsAreTaken(evidence: Evidence): string[] {
  const { acted, entered, tickets } = evidence;
  // Whoever edits may ask for another pair, and somebody who is created anew makes another one of it.
  if (tickets.length < 2 || acted.some(({ act }) => act.do === 'edit' || act.do === 'comment' || act.do === 'recreate'))
    return [];
  const served = tickets.flatMap((ticket) =>
    runsOfTicket(evidence, ticket).flatMap(({ key, closings: [closing] }) => {
      const begun = entered.find(
        ({ state, executionArn }) =>
          state === 'BuildPlan' && isExecutionOf(ticket, executionArn) && executionArn.endsWith(`-${key.run}`),
      );
      return begun === undefined
        ? []
        : [{ ticket, from: begun.order, until: closing?.order ?? Number.POSITIVE_INFINITY }];
    }),
  );
  return served.flatMap((one) =>
    served.some((other) => other.ticket !== one.ticket && other.from < one.from && one.from < other.until)
      ? [`${one.ticket.ticketId} is planned while another ticket for the same pair is served`]
      : [],
  );
}
