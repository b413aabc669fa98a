import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { namedPerson, type SealedPerson, ticketAccount, ticketPerson } from '#shared/domain/pseudonym.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Ticket } from '#shared/domain/ticket.ts';

/** Records who asks for what, as the ticket has it. The reason stays on the ticket: it is free text and may name people. */
export async function noteAsked(
  ports: StepPorts<'ReadRequest'>,
  key: RunKey,
  ticket: Ticket,
  revision: string,
): Promise<void> {
  const { pseudonyms, stage } = ports;
  const named = (texts: readonly string[]): Promise<SealedPerson[]> =>
    Promise.all(texts.map((text) => pseudonyms.seal(namedPerson(text))));
  const { identityMap } = stage;
  const parties = await Promise.all(
    ticket.parties.map(async ({ role, personId }) => ({
      role,
      person: await pseudonyms.seal(ticketAccount(key.system, personId, identityMap)),
    })),
  );
  await note(ports, key, 'asked', {
    event: 'asked',
    ticket: ticket.key,
    wish: await pseudonyms.sealText(revision),
    requester: await pseudonyms.seal(ticketPerson(key.system, ticket.requester, identityMap)),
    parties,
    source: await named(ticket.request.source.values),
    target: await named(ticket.request.target.values),
  });
}
