import { adfToText } from '#sandbox/simulators/jira/adf-text.ts';
import type { Issue } from '#sandbox/simulators/jira/ticket.ts';
import type { MortalStory } from './mortal-story.ts';

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

interface TicketEnd {
  readonly summary: string;
  readonly status: string;
  readonly moves: readonly string[];
  readonly comments: readonly string[];
  readonly files: readonly string[];
  readonly approvals: readonly string[];
}

export function endOf(story: MortalStory, ticket: Issue): End {
  const { jira, databricks } = story;
  const { model } = databricks;
  return {
    ticket: ticketEnd(story, ticket),
    tasks: jira.site.subtasks(ticket).map((task) => ticketEnd(story, task)),
    mails: jira.site.mails.map(({ to, subject }) => `${to}: ${subject}`).sort(),
    members: Object.fromEntries(
      model.groups.map(({ id, displayName }) => [
        displayName,
        model
          .members(id)
          .map((member) => member.id)
          .sort(),
      ]),
    ),
    memberships: [...story.memberships].sort(),
    // A hint that arrives late may open a run that finds nothing new; it must end well and do nothing.
    executions: [...new Set(Object.values(story.executions()))],
  };
}

function ticketEnd({ jira: { site } }: MortalStory, issue: Issue): TicketEnd {
  const moves = issue.history.flatMap(({ author, items }) =>
    items
      .filter(({ fieldId }) => fieldId === 'status')
      .map(
        (item) =>
          `${item.fromString} → ${Object.entries(item).find(([name]) => name === 'toString')?.[1]} by ${site.account(author).displayName}`,
      ),
  );
  const comments = issue.comments.map(({ author, body, internal, visibility }) => {
    const audience = internal ? 'internal' : (visibility?.value ?? 'everybody');
    return `${site.account(author).displayName} for ${audience}: ${withoutTimes(adfToText(body))}`;
  });
  const files = issue.attachments.map(({ filename, internal, content }) => {
    return `${filename} for ${internal ? 'internal' : 'everybody'}: ${withoutTimes(content.toString())}`;
  });
  return {
    summary: issue.summary,
    status: site.status(issue.statusId).name,
    moves,
    comments: comments.sort(),
    files: files.sort(),
    approvals: issue.approvals.map(({ finalDecision }) => finalDecision),
  };
}

function withoutTimes(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d UTC/g, '<time>');
}
