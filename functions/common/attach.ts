import type { Audience } from '#shared/domain/document.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { once } from './once.ts';
import type { TicketPorts } from './ports.ts';

interface TextFile {
  readonly fileName: string;
  readonly text: string;
  readonly audience: Audience;
}

/**
 * Attaches one CSV file to the ticket, once. The name carries run and digest, so it is the marker as well.
 * @returns false where a file for IT cannot be kept from the requester: then it is left out
 */
export async function attach(ports: TicketPorts, key: RunKey, file: TextFile): Promise<boolean> {
  const tickets = ports.tickets(key.system);
  const { fileName, audience } = file;
  if (audience === 'it' && !(await tickets.mayAttachForIt(key.ticketId))) return false;
  await put(ports, key, { ...file, name: `attach ${fileName}`, ticketId: key.ticketId });
  return true;
}

/**
 * Attaches one CSV file to an identity task, once. It says nothing the task's own text does not say to the same readers,
 * so it needs no leave.
 */
export async function attachToTask(
  ports: TicketPorts,
  key: RunKey,
  file: { taskId: string; fileName: string; text: string },
): Promise<void> {
  const { taskId, ...named } = file;
  await put(ports, key, { ...named, name: `attach ${file.fileName} to ${taskId}`, ticketId: taskId, audience: 'it' });
}

async function put(
  ports: TicketPorts,
  key: RunKey,
  { name, ticketId, fileName, text, audience }: TextFile & { name: string; ticketId: string },
): Promise<void> {
  const tickets = ports.tickets(key.system);
  const content = new TextEncoder().encode(text);
  await once(ports, key, {
    name,
    settleSeconds: tickets.settleSeconds,
    find: () => tickets.findAttachment(ticketId, fileName),
    cause: () => tickets.addAttachment(ticketId, { fileName, mimeType: 'text/csv', content, audience }),
    remove: (id) => tickets.removeAttachment(ticketId, id),
  });
}
