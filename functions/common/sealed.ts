import type { Principal } from '#shared/domain/principal.ts';
import { databricksPerson, type SealedPerson, ticketPerson } from '#shared/domain/pseudonym.ts';
import type { Person, System } from '#shared/domain/ticket.ts';
import type { Ports, Surroundings } from './ports.ts';

/** People of the ticket system as the audit record knows them. */
export function sealPeople(
  { pseudonyms, stage }: Pick<Ports, 'pseudonyms'> & Pick<Surroundings, 'stage'>,
  system: System,
  people: readonly Person[],
): Promise<SealedPerson[]> {
  return Promise.all(people.map((person) => pseudonyms.seal(ticketPerson(system, person, stage.identityMap))));
}

/** Source and target as the audit record knows them. */
export async function sealPair(
  { pseudonyms }: Pick<Ports, 'pseudonyms'>,
  { source, target }: { readonly source: Principal; readonly target: Principal },
): Promise<{ source: SealedPerson; target: SealedPerson }> {
  return {
    source: await pseudonyms.seal(databricksPerson(source)),
    target: await pseudonyms.seal(databricksPerson(target)),
  };
}
