import type { System } from '#shared/domain/ticket.ts';
import type { Play } from '../../play.ts';
import { jiraOffice } from './jira-office.ts';
import type { Office } from './office.ts';
import { serviceNowOffice } from './servicenow-office.ts';

/** The office of a play that works with this ticket system. */
export function officeOf(play: Play, system: System): Office {
  return system === 'jira' ? jiraOffice(play.jira) : serviceNowOffice(play.servicenow);
}
