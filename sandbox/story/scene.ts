import type { Wiring } from '#functions/common/wire.ts';
import type { Play } from '../play.ts';
import { formFields, people } from '../simulators/jira/example-site.ts';
import type { FormValues } from '../simulators/jira/person.ts';
import type { Issue } from '../simulators/jira/ticket.ts';
import type { Narrator } from './narrator.ts';
import type { Screen } from './screen.ts';
import type { FormEntries, PersonName } from './script.ts';
import type { StoryFile } from './story-file.ts';

/** Everything an action of a story can touch. */
export interface Scene {
  readonly play: Play;
  readonly file: StoryFile;
  readonly screen: Screen;
  readonly narrator: Narrator;
  /** The ports of the desk's own functions, to read what they read. */
  readonly wiring: Wiring;
  /** Numeric id of the story's ticket, once it is filed. */
  ticketId: string | undefined;
  /** Who has been shown which message (by id) or identity task (by key), first reader first. */
  readonly read: Map<string, readonly PersonName[]>;
  /** What went otherwise than the script says. */
  readonly problems: string[];
}

/** The story's ticket. Throws when the script speaks of it before it is filed. */
export function ticketOf({ play, ticketId }: Scene): Issue {
  const issue = ticketId === undefined ? undefined : play.jira.site.findIssue(ticketId);
  if (issue === undefined) throw new Error('the script speaks of a ticket that is not there');
  return issue;
}

/** The identity tasks of the ticket, oldest first; deleted with it. */
export function identityTasksOf(scene: Scene): Issue[] {
  return scene.play.jira.site.subtasks(ticketOf(scene));
}

/** The newest identity task. */
export function identityTaskOf(scene: Scene): Issue {
  const task = identityTasksOf(scene).at(-1);
  if (task === undefined) throw new Error('the script speaks of an identity task that is not there');
  return task;
}

/** Somebody at the browser. */
export function personIn({ play }: Scene, name: PersonName) {
  return play.jira.site.as(people[name]);
}

/** `Rita`: people of a story are called by their given names. */
export function givenName({ play }: Scene, name: PersonName): string {
  return play.jira.site.account(people[name]).displayName.split(' ')[0] ?? name;
}

/** What somebody enters, by the ids of the form's fields. */
export function formValues({ approvers, summary, description, ...entries }: FormEntries): FormValues {
  const custom = Object.entries(entries).map(([name, value]) => [fieldId(name), value] as const);
  return {
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...Object.fromEntries(custom),
    ...(approvers !== undefined && { [formFields.approvers]: approvers.map((name) => people[name]) }),
  };
}

function fieldId(name: string): string {
  const ids: Readonly<Record<string, string>> = formFields;
  const id = ids[name];
  if (id === undefined) throw new Error(`the form has no field ${name}`);
  return id;
}
