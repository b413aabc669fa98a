import type { Found } from '../find-request.ts';
import type { Reach } from '../reach.ts';
import { readRequest, runMeant } from '../read-request.ts';
import { requestLines } from '../request-lines.ts';
import type { Terminal } from '../terminal.ts';

/** One run with everything an operator asks after. */
export async function show(
  reach: Reach,
  terminal: Terminal,
  { found: { ticket, run }, json }: { found: Found; json: boolean },
): Promise<number> {
  const record = await reach.store.readTicketRecord(ticket);
  if (record === null || (run !== null && (run > record.run || run < 1))) {
    terminal.complain(
      `Ticket ${ticket.system}-${ticket.ticketId} has no run ${run ?? 1}; the latest is ${record?.run ?? 0}.`,
    );
    return 1;
  }
  const read = await readRequest(reach, { ...ticket, run: run ?? runMeant(record) }, record);
  if (json) {
    terminal.print(JSON.stringify(read, null, 2));
    return 0;
  }
  terminal.print(`${read.reference} (${reach.where})`);
  for (const [label, text] of requestLines(read)) terminal.say(`  ${label.padEnd(10)} ${text}`, ' '.repeat(13));
  return 0;
}
