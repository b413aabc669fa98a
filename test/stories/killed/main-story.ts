import { formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import type { Issue } from '#sandbox/simulators/jira/ticket.ts';
import { HOUR, type Way } from '../kit.ts';
import type { MortalStory } from './mortal-story.ts';

const ADDED = ['npb-platform-users', 'scratch-workspace-admins'];
const EXECUTION = 'jira-10542-1';

/** The main story. People act as soon as they see that it is their turn, whatever the desk is doing. */
export async function playMainStory(
  story: MortalStory,
  { way, project, issueType, gate, approved }: Way,
): Promise<Issue> {
  const { jira, databricks } = story;
  const { model } = databricks;
  const { key } = jira.site.as(people.rita).file({
    project,
    issueType,
    fields: {
      summary: 'Databricks access',
      [formFields.source]: 'thomas@company.com',
      [formFields.target]: 'uwe@company.com',
      [formFields.reason]: 'Joins the data platform team',
      ...(way === 'service desk' && { [formFields.approvers]: [people.petra] }),
    },
  });
  const ticket = () => {
    const issue = jira.site.findIssue(key);
    if (issue === undefined) throw new Error('the ticket is gone');
    return issue;
  };
  const tasks = () => jira.site.subtasks(ticket());

  await story.until(() => ticket().statusId === gate, 4 * HOUR);
  if (way === 'plain') jira.site.as(people.petra).transition(key, approved);
  else jira.site.as(people.petra).decide(key, 'approve');

  const uwe = model.idOf('uwe@company.com');
  const isIn = (group: string) => model.groupsWith(uwe).some(({ displayName }) => displayName === group);
  const isReleased = () => tasks().every(({ statusId }) => statusId === '11000');
  await story.until(() => ADDED.every(isIn) && isReleased(), 4 * HOUR);
  if (way === 'plain') {
    // Here the identity team closes its task too early and is told so; on the service desk it forgets to close it.
    for (const task of tasks()) jira.site.as(people.ines).transition(task.key, '11003');
    await story.until(() => tasks().every(({ comments }) => comments.length > 1), 4 * HOUR);
  }
  model.syncFromIdentityProvider(model.idOf('data-engineers'), uwe);

  await story.until(() => story.executions()[EXECUTION] !== 'RUNNING', 12 * HOUR);
  // What was not delivered while the desk was dead may come as late as this.
  await story.pass(HOUR / 2);
  return ticket();
}
