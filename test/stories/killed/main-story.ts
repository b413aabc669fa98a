import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { ADDED, HOUR, type StoryWay } from '../kit.ts';
import type { MortalStory } from './mortal-story.ts';

/** Where a question goes to several people, Petra waits until all of them have it, or answers as soon as she has it. */
export type Answering = 'patient' | 'hasty';

/**
 * The main story. People act as soon as they see that it is their turn, whatever the desk is doing.
 * @returns the ticket's id
 */
export async function playMainStory(
  story: MortalStory,
  { system, place }: StoryWay,
  answering: Answering = 'patient',
): Promise<string> {
  const { office, databricks, servicenow } = story;
  const { model } = databricks;
  const id = office.as('rita').file({
    place,
    form: {
      summary: 'Databricks access',
      source: 'thomas@company.com',
      target: 'uwe@company.com',
      reason: 'Joins the data platform team',
      ...(place === 'DBS' && { approvers: ['petra'] }),
    },
  });
  const ticket = () => {
    const record = office.record(id);
    if (record === undefined) throw new Error('the ticket is gone');
    return record;
  };
  const isPaulAsked = () => servicenow.instance.rowsOf(id).some(({ approver }) => approver === users.paul);
  const isPetrasTurn = () => ticket().asked && (system === 'jira' || answering === 'hasty' || isPaulAsked());

  await story.until(isPetrasTurn, 4 * HOUR);
  office.as('petra').decide(ticket().key, 'approve');

  const uwe = model.idOf('uwe@company.com');
  const isIn = (group: string) => model.groupsWith(uwe).some(({ displayName }) => displayName === group);
  const isReleased = () => ticket().tasks.every(({ state }) => state === 'open');
  await story.until(() => ADDED.every(isIn) && isReleased(), 4 * HOUR);
  if (place !== 'DBS') {
    // Here the identity team closes its task too early and is told so; on the service desk it forgets to close it.
    for (const { key } of ticket().tasks) office.as('ines').finish(key);
    // Nothing came for two hours, so it is opened again: both the comment and the move are effects to survive.
    await story.until(() => ticket().tasks.every(({ state }) => state === 'open'), 4 * HOUR);
  }
  for (const { id: group, externalId } of model.groupsWith(model.idOf('thomas@company.com'))) {
    if (externalId !== undefined) model.syncFromIdentityProvider(group, uwe);
  }

  await story.until(() => story.executions()[`${system}-${id}-1`] !== 'RUNNING', 12 * HOUR);
  // What was not delivered while the desk was dead may come as late as this.
  await story.pass(HOUR / 2);
  return id;
}
