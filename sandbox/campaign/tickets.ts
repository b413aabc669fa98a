import { executionName } from '#shared/domain/run.ts';
import { jiraOffice } from '../story/office/jira-office.ts';
import type { Office, PersonName } from '../story/office/office.ts';
import { serviceNowOffice } from '../story/office/servicenow-office.ts';
import type { Action, Story, Way } from './story.ts';
import type { World } from './world.ts';

/** A ticket of a story. */
export interface FiledTicket {
  readonly office: Office;
  /** Its id in its system, which stays whatever becomes of the ticket. */
  readonly ticketId: string;
  readonly way: Way;
  readonly by: PersonName;
}

/** Files the story's wish. */
export function fileTicket(world: World, wish: Story['wish'], way: Way, by: PersonName): FiledTicket {
  const office = way.startsWith('D') ? jiraOffice(world.jira) : serviceNowOffice(world.servicenow);
  const { by: _by, approvers = ['petra', 'paul'], ...form } = wish;
  const ticketId = office.as(by).file({ place: way, form: { ...form, ...(isServiceDesk(way) && { approvers }) } });
  return { office, ticketId, way, by };
}

export function isServiceDesk(way: Way): boolean {
  return way === 'DBS' || way === 'DBM';
}

/** The ticket an act is about; undefined where it is about none, or its ticket was never filed. */
export function ticketOf(tickets: readonly FiledTicket[], action: Action): FiledTicket | undefined {
  return 'on' in action && action.on === 'second' ? tickets[1] : tickets[0];
}

/** True for the executions of all its runs. */
export function isExecutionOf({ office, ticketId }: FiledTicket, executionArn: string): boolean {
  const name = executionArn.split(':').at(-1) ?? '';
  return name.startsWith(executionName({ system: office.system, ticketId, run: 0 }).slice(0, -1));
}
