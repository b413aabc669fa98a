import type { System } from '#shared/domain/ticket.ts';
import type { Stage } from '#shared/stage.ts';
import { exampleStage, SERVICENOW_WEBHOOK_SECRET, WEBHOOK_SECRET } from '../example-stage.ts';
import { exampleAccount } from '../simulators/databricks/example-account.ts';
import { type DatabricksSimulator, startDatabricks } from '../simulators/databricks/server.ts';
import { exampleSite } from '../simulators/jira/example-site.ts';
import { type Jira, startJira } from '../simulators/jira/start-jira.ts';
import { exampleInstance } from '../simulators/servicenow/example-instance.ts';
import { type ServiceNow, startServiceNow } from '../simulators/servicenow/start-servicenow.ts';
import { jiraOffice } from '../story/office/jira-office.ts';
import type { Office } from '../story/office/office.ts';
import { serviceNowOffice } from '../story/office/servicenow-office.ts';

/** How often waiting webhooks are sent. */
const DELIVER_MS = 250;

export interface CompanyOptions {
  /** Port of Databricks; Jira and ServiceNow get the next ones. 0: any free ports. */
  readonly port: number;
  /** Where a desk may listen for webhooks. */
  readonly deskPort: number;
  /** How old the memberships may be that Databricks reads answer, milliseconds. */
  readonly lagMs: number;
}

/** The example company in real time: its three systems, and the people who work with them. */
export interface Company {
  readonly databricks: DatabricksSimulator;
  readonly jira: Jira;
  readonly servicenow: ServiceNow;
  readonly offices: Readonly<Record<System, Office>>;
  /** The stage file that fits. */
  readonly stage: Stage;
  close(): Promise<void>;
}

/** Opens the company. Webhooks are sent to the desk's port; where nobody listens the systems try again, as real ones do. */
export async function openCompany({ port, deskPort, lagMs }: CompanyOptions): Promise<Company> {
  const now = Date.now;
  const portOf = (index: number) => (port === 0 ? 0 : port + index);
  const databricks = await startDatabricks({ account: exampleAccount(), now, port: portOf(0), options: { lagMs } });
  const jira = await startJira({ site: exampleSite(), now, port: portOf(1) });
  const servicenow = await startServiceNow({ instance: exampleInstance(), now, port: portOf(2) });
  const door = `http://127.0.0.1:${deskPort}/webhooks`;
  jira.site.webhooks.push({
    id: '1',
    url: `${door}/jira`,
    secret: WEBHOOK_SECRET,
    events: ['jira:issue_created', 'jira:issue_updated', 'comment_created'],
  });
  servicenow.instance.webhooks.push({ url: `${door}/servicenow`, secret: SERVICENOW_WEBHOOK_SECRET });

  let closed = false;
  let timer: NodeJS.Timeout;
  const deliver = async () => {
    for (const sender of [jira, servicenow]) await sender.deliver();
    if (!closed) timer = setTimeout(deliver, DELIVER_MS);
  };
  timer = setTimeout(deliver, DELIVER_MS);
  return {
    databricks,
    jira,
    servicenow,
    offices: { jira: jiraOffice(jira), servicenow: serviceNowOffice(servicenow) },
    stage: exampleStage({ databricks, jira, servicenow }),
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const part of [servicenow, jira, databricks]) await part.close();
    },
  };
}
