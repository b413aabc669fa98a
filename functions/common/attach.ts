import type { Audience } from '#shared/domain/document.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { once } from './once.ts';
import type { TicketPorts } from './ports.ts';

/**
 * Attaches one CSV file to the ticket, once. The name carries run and digest, so it is the marker as well.
 * @returns false where a file for IT cannot be kept from the requester: then it is left out
 */
export async function attach(
  ports: TicketPorts,
  key: RunKey,
  file: { fileName: string; text: string; audience: Audience },
): Promise<boolean> {
  const tickets = ports.tickets(key.system);
  const { fileName, audience } = file;
  if (audience === 'it' && !(await tickets.mayAttachForIt(key.ticketId))) return false;
  await once(ports, key, {
    name: `attach ${fileName}`,
    settleSeconds: tickets.settleSeconds,
    find: () => tickets.findAttachment(key.ticketId, fileName),
    cause: () =>
      tickets.addAttachment(key.ticketId, {
        fileName,
        mimeType: 'text/csv',
        content: new TextEncoder().encode(file.text),
        audience,
      }),
    remove: (id) => tickets.removeAttachment(key.ticketId, id),
  });
  return true;
}
