import { exampleSite, formFields, people } from '#sandbox/simulators/jira/example-site.ts';
import type { SiteOptions } from '#sandbox/simulators/jira/model.ts';
import { type Jira, startJira } from '#sandbox/simulators/jira/start-jira.ts';
import { jiraTickets } from '#shared/adapters/jira/tickets.ts';
import type { Document } from '#shared/domain/document.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import type { JiraStage, JiraTicketType } from '#shared/stage.ts';

const approverGroup = { approverGroupId: 'group-approvers', approverGroupName: 'databricks-approvers' };

const { approvers: _, ...requestFields } = formFields;

const plainType: JiraTicketType = {
  projectId: '10100',
  issueTypeId: '10100',
  approval: {
    mode: 'status',
    gateStatusId: '10001',
    approvedStatusId: '10002',
    rejectedStatusId: '10003',
    ...approverGroup,
  },
  fields: requestFields,
  itRole: { type: 'role', id: 'IT Staff' },
  filesForEverybody: true,
  closedStatusIds: ['10004', '10005'],
  endStatusIds: { done: '10004' },
  identityTask: {
    issueTypeId: '10101',
    onHoldStatusId: '11001',
    openStatusId: '11000',
    doneStatusIds: ['11003'],
    skippedStatusIds: ['11004'],
  },
};

function serviceDeskType(projectId: string): JiraTicketType {
  const { itRole: _role, ...shared } = plainType;
  return {
    ...shared,
    projectId,
    issueTypeId: '10200',
    approval: { mode: 'jsm', approvalStatusId: '10031', ...approverGroup },
    closedStatusIds: ['10034', '10035'],
    endStatusIds: { done: '10034' },
    identityTask: { ...plainType.identityTask, issueTypeId: '10201', assigneeId: people.ines },
  };
}

/** The stage file's part for the example site. */
export function exampleStage(baseUrl: string): JiraStage {
  return {
    baseUrl,
    ownAccountId: people.desk,
    apiSecret: 'desk/jira-api',
    webhookSecret: 'desk/jira-webhook',
    ticketTypes: [plainType, serviceDeskType('10200'), serviceDeskType('10300')],
  };
}

/** The stage with another entry for the plain project. */
export function withPlainType(stage: JiraStage, change: Partial<JiraTicketType>): JiraStage {
  return { ...stage, ticketTypes: [{ ...plainType, ...change }, ...stage.ticketTypes.slice(1)] };
}

const credentials = async () => ({
  email: 'access-desk@company.com',
  apiToken: 'access-desk-api-token',
});

/** The adapter against any base URL. */
export function ticketsAt(stage: JiraStage): TicketSystem {
  return jiraTickets({ stage, credentials, secretName: 'desk/jira-api', now: () => new Date(start), version: 'test' });
}

/** The moment every test begins, milliseconds. */
export const start = Date.parse('2026-02-02T08:00:00Z');

export interface Desk extends AsyncDisposable {
  readonly jira: Jira;
  readonly stage: JiraStage;
  readonly tickets: TicketSystem;
  readonly clock: { ms: number };
  /** A request of Rita's in this project; returns the issue's id. */
  file(project: 'DBX' | 'DBS' | 'DBM', fields?: Readonly<Record<string, string | readonly string[]>>): string;
}

/** The example site, and the adapter in front of it. */
export async function openDesk(options: Partial<SiteOptions> = {}): Promise<Desk> {
  const clock = { ms: start };
  const jira = await startJira({ site: exampleSite(options), now: () => clock.ms });
  const stage = exampleStage(jira.url);
  return {
    jira,
    stage,
    clock,
    tickets: ticketsAt(stage),
    file(project, fields = {}) {
      const issueType = project === 'DBX' ? '10100' : '10200';
      const wish = { [formFields.source]: 'thomas@company.com', [formFields.target]: 'uwe@company.com' };
      const approvers = { [formFields.approvers]: [people.petra, people.paul] };
      return jira.site.as(people.rita).file({ project, issueType, fields: { ...wish, ...approvers, ...fields } }).id;
    },
    [Symbol.asyncDispose]: () => jira.close(),
  };
}

/** A document of one paragraph. */
export function says(text: string): Document {
  return [{ kind: 'paragraph', text }];
}
