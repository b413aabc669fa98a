import { adfToText } from '#sandbox/simulators/jira/adf-text.ts';
import type { Site } from '#sandbox/simulators/jira/site.ts';
import type { Issue } from '#sandbox/simulators/jira/ticket.ts';
import { type TicketEnd, withoutChance } from './ticket-end.ts';

/** How an issue ended, and its sub-tasks. */
export function jiraEnd(site: Site, id: string): { ticket: TicketEnd; tasks: TicketEnd[] } {
  const issue = site.findIssue(id);
  if (issue === undefined) throw new Error('the ticket is gone');
  return { ticket: issueEnd(site, issue), tasks: site.subtasks(issue).map((task) => issueEnd(site, task)) };
}

function issueEnd(site: Site, issue: Issue): TicketEnd {
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
    return `${site.account(author).displayName} for ${audience}: ${withoutChance(adfToText(body))}`;
  });
  const files = issue.attachments.map(({ filename, internal, content }) => {
    return `${filename} for ${internal ? 'internal' : 'everybody'}: ${withoutChance(content.toString())}`;
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
