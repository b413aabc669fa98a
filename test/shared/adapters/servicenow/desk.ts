import { exampleInstance, groups, items, oauthClient, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { InstanceOptions } from '#sandbox/simulators/servicenow/model.ts';
import type { PlacedOrder } from '#sandbox/simulators/servicenow/orders.ts';
import { type ServiceNow, startServiceNow } from '#sandbox/simulators/servicenow/start-servicenow.ts';
import { serviceNowTickets } from '#shared/adapters/servicenow/tickets.ts';
import type { Document } from '#shared/domain/document.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import { type CatalogItem, parseStage, type ServiceNowStage } from '#shared/stage.ts';

/** The moment every test begins, milliseconds. */
export const start = Date.parse('2026-02-02T08:00:00Z');

const accessItem = {
  catItemId: items.access,
  variables: { source: 'source', target: 'target', without: 'without', scanUc: 'scan_uc', reason: 'reason' },
  approval: { approverGroupId: groups.approvers, approverGroupName: 'databricks-approvers' },
  correctorGroupId: groups.serviceDesk,
  filesForEverybody: true,
  verdictField: 'u_verdict',
  endStates: { done: '3', rejected: '4' },
  identityTask: { assignmentGroupId: groups.identityTeam },
};

/** The stage file's part for the example instance, with every default filled in. */
export function exampleStage(instanceUrl: string): ServiceNowStage {
  const servicenow = {
    instanceUrl,
    ownUserId: users.desk,
    ownUserName: 'svc.accessdesk',
    apiSecret: 'desk/servicenow-api',
    webhookSecret: 'desk/servicenow-webhook',
    catalogItems: [
      accessItem,
      { ...accessItem, catItemId: items.accessPicked, filesForEverybody: false, verdictField: undefined },
    ],
  };
  const databricks = { host: 'http://127.0.0.1:1', accountId: 'a', readerSecret: 'r', writerSecret: 'w' };
  const stage = parseStage(JSON.stringify({ name: 'test', databricks, servicenow })).servicenow;
  if (stage === undefined) throw new Error('the stage has no ServiceNow');
  return stage;
}

/** The stage with another entry for the catalog item `access`. */
export function withItem(stage: ServiceNowStage, change: (item: CatalogItem) => CatalogItem): ServiceNowStage {
  return {
    ...stage,
    catalogItems: stage.catalogItems.map((item) => (item.catItemId === items.access ? change(item) : item)),
  };
}

/** The stage with another way of approving for the catalog item `access`. */
export function withApproval(stage: ServiceNowStage, change: Partial<CatalogItem['approval']>): ServiceNowStage {
  return withItem(stage, (item) => ({ ...item, approval: { ...item.approval, ...change } }));
}

/** The adapter against any instance. */
function ticketsAt(stage: ServiceNowStage, now: () => number = () => start): TicketSystem {
  return serviceNowTickets({
    stage,
    access: async () => oauthClient,
    secretName: 'desk/servicenow-api',
    now: () => new Date(now()),
    sleep: async () => {},
    version: 'test',
  });
}

export interface Desk extends AsyncDisposable {
  readonly serviceNow: ServiceNow;
  readonly stage: ServiceNowStage;
  readonly tickets: TicketSystem;
  readonly clock: { ms: number };
  /** An item ordered by Rita. */
  order(): PlacedOrder;
  /** The adapter with another stage. */
  with(stage: ServiceNowStage): TicketSystem;
}

/** The example instance, and the adapter in front of it. */
export async function openDesk(
  options: Partial<InstanceOptions> = {},
  change: (stage: ServiceNowStage) => ServiceNowStage = (stage) => stage,
): Promise<Desk> {
  const clock = { ms: start };
  const serviceNow = await startServiceNow({ instance: exampleInstance(options), now: () => clock.ms });
  const stage = change(exampleStage(serviceNow.url));
  return {
    serviceNow,
    stage,
    clock,
    tickets: ticketsAt(stage, () => clock.ms),
    order() {
      const wish = { source: 'thomas@company.com', target: 'uwe@company.com', reason: 'same team' };
      return serviceNow.instance.as(users.rita).order(items.access, wish);
    },
    with: (other) => ticketsAt(other, () => clock.ms),
    [Symbol.asyncDispose]: () => serviceNow.close(),
  };
}

/** A document of one paragraph. */
export function says(text: string): Document {
  return [{ kind: 'paragraph', text }];
}
