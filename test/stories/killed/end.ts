import { personSchema } from '#sandbox/story/office/office.ts';
import { jiraEnd } from './jira-end.ts';
import type { MortalStory } from './mortal-story.ts';
import { serviceNowEnd } from './servicenow-end.ts';
import type { TicketEnd } from './ticket-end.ts';

/** Everything anybody can see at the end of a story, without the times, which a death may move. */
export interface End {
  readonly ticket: TicketEnd;
  readonly tasks: readonly TicketEnd[];
  readonly mails: readonly string[];
  /** Group → ids of its members. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly memberships: readonly string[];
  readonly executions: readonly string[];
}

/** @param id the ticket's */
export function endOf(story: MortalStory, id: string): End {
  const { office, jira, servicenow, databricks } = story;
  const { model } = databricks;
  const mails = personSchema.options.flatMap((name) => {
    return office.mails(name).map(({ subject }) => `${office.fullName(name)}: ${subject}`);
  });
  return {
    ...(office.system === 'jira' ? jiraEnd(jira.site, id) : serviceNowEnd(servicenow.instance, id)),
    mails,
    members: Object.fromEntries(
      model.groups.map((group) => [
        group.displayName,
        model
          .members(group.id)
          .map((member) => member.id)
          .sort(),
      ]),
    ),
    memberships: [...story.memberships].sort(),
    // A hint that arrives late may open a run that finds nothing new; it must end well and do nothing.
    executions: [...new Set(Object.values(story.executions()))],
  };
}
