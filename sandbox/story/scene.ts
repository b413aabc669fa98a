import type { Wiring } from '#functions/common/wire.ts';
import type { Play } from '../play.ts';
import type { Narrator } from './narrator.ts';
import { type Flows, givenName, type Office, type PersonName } from './office/office.ts';
import type { TaskRecord, TicketRecord } from './office/records.ts';
import type { Screen } from './screen.ts';
import type { StoryFile } from './story-file.ts';

/** Everything an action of a story can touch. */
export interface Scene {
  readonly play: Play;
  /** The ticket system this story happens in. */
  readonly office: Office;
  readonly file: StoryFile;
  readonly screen: Screen;
  readonly narrator: Narrator;
  /** The ports of the desk's own functions, to read what they read. */
  readonly wiring: Wiring;
  /** Id of the story's ticket, once it is filed. */
  ticketId: string | undefined;
  /** Who has been shown which message (by id) or identity task (by key), first reader first. */
  readonly read: Map<string, readonly PersonName[]>;
  /** What went otherwise than the script says. */
  readonly problems: string[];
}

/** The story's ticket. Throws when the script speaks of it before it is filed. */
export function ticketOf({ office, ticketId }: Scene): TicketRecord {
  const ticket = ticketId === undefined ? undefined : office.record(ticketId);
  if (ticket === undefined) throw new Error('the script speaks of a ticket that is not there');
  return ticket;
}

/** The newest identity task. */
export function identityTaskOf(scene: Scene): TaskRecord {
  const task = ticketOf(scene).tasks.at(-1);
  if (task === undefined) throw new Error('the script speaks of an identity task that is not there');
  return task;
}

/** What flows and hands can do to an approval. Throws where the ticket system has no such thing. */
export function flowsOf({ office }: Scene): Flows {
  if (office.flows === undefined) throw new Error(`the script speaks of what ${office.name} does not have`);
  return office.flows;
}

/** `▸ Rita does something`: what people do, among what the machine does. */
export function tellAct({ office, screen }: Scene, by: PersonName, what: string): void {
  screen.say(`▸ ${givenName(office, by)} ${what}`, 'strong', '  ');
}
