import type { PartyRole, Ticket } from './ticket.ts';

/** The parts by which somebody shapes a wish; whom it is for is none of them. */
const HANDS: ReadonlySet<PartyRole> = new Set(['creator', 'reporter', 'opened by', 'changed a request field']);

/** Ids of everybody who had a hand in what the ticket asks for, each once; our own account is none of them. */
export function handsIn({ requester, parties }: Pick<Ticket, 'requester' | 'parties'>, ownPersonId: string): string[] {
  const hands = parties.filter(({ role }) => HANDS.has(role)).map(({ personId }) => personId);
  return [...new Set([requester.id, ...hands])].filter((id) => id !== ownPersonId);
}
