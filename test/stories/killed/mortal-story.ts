import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalDesk } from '#sandbox/aws/template.ts';
import { exampleStage, SERVICENOW_WEBHOOK_SECRET, WEBHOOK_SECRET } from '#sandbox/example-stage.ts';
import { startDynamoDB } from '#sandbox/services/dynamodb.ts';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';
import { type DatabricksSimulator, startDatabricks } from '#sandbox/simulators/databricks/server.ts';
import { exampleSite } from '#sandbox/simulators/jira/example-site.ts';
import { type Jira, startJira } from '#sandbox/simulators/jira/start-jira.ts';
import { exampleInstance } from '#sandbox/simulators/servicenow/example-instance.ts';
import { type ServiceNow, startServiceNow } from '#sandbox/simulators/servicenow/start-servicenow.ts';
import { jiraOffice } from '#sandbox/story/office/jira-office.ts';
import type { Office } from '#sandbox/story/office/office.ts';
import { serviceNowOffice } from '#sandbox/story/office/servicenow-office.ts';
import { MINUTE } from '../kit.ts';
import { approvals } from '../servicenow-kit.ts';
import { type Crossing, openBorder } from './border.ts';
import { effectOf, storeWriteOf } from './deeds.ts';
import { type Accident, createFate, type Fate } from './fate.ts';
import { longAccount } from './long-account.ts';
import type { Order, Report } from './messages.ts';
import { DeskDied, type MortalProcess, spawnDesk } from './mortal-process.ts';

const START = Date.parse('2026-11-23T09:00:00.000Z');
const SWEEP_MS = 15 * MINUTE;

/** The example company, in virtual time, with a desk that may die once and is then started again. */
export interface MortalStory {
  readonly jira: Jira;
  readonly servicenow: ServiceNow;
  /** Of the ticket system the story is about. */
  readonly office: Office;
  readonly databricks: DatabricksSimulator;
  readonly fate: Fate;
  /** Memberships that came into being through the API, as `group < member`; one that came twice is here twice. */
  readonly memberships: readonly string[];
  /** Status of every execution by name. */
  executions(): Readonly<Record<string, string>>;
  settle(): Promise<void>;
  pass(milliseconds: number): Promise<void>;
  until(reached: () => boolean, atMost: number): Promise<void>;
  close(): Promise<void>;
}

export async function openMortalStory(options: {
  readonly bundle: string;
  readonly template: LocalDesk;
  readonly system: Office['system'];
  readonly accident: Accident | null;
}): Promise<MortalStory> {
  let time = START;
  const now = () => time;
  const databricks = await startDatabricks({
    account: options.system === 'servicenow' ? longAccount() : exampleAccount(),
    now,
  });
  const jira = await startJira({ site: exampleSite(), now });
  const servicenow = await startServiceNow({ instance: exampleInstance(), now });
  const dynamo = await startDynamoDB({ tableName: options.template.tableName });
  const folder = mkdtempSync(join(tmpdir(), 'access-desk-story-'));
  const journalFolder = join(folder, 'journal');

  const fate = createFate(options.accident, () => living.kill());
  const { mayPass } = fate;
  const memberships: string[] = [];
  const noticeEffect = (done: Crossing) => fate.mayReturn('effects', effectOf(done));
  const borders = {
    jira: await openBorder(() => jira.url, { mayPass, mayReturn: noticeEffect }),
    servicenow: await openBorder(() => servicenow.url, { mayPass, mayReturn: noticeEffect }),
    databricks: await openBorder(() => databricks.url, { mayPass, mayReturn: noticeEffect }),
    store: await openBorder(() => dynamo.url, {
      mayPass,
      mayReturn: (done) => fate.mayReturn('store writes', storeWriteOf(done)),
    }),
    // Senders know one address, whichever process answers there, if any.
    door: await openBorder(() => report.doorUrl, { mayPass: () => true, mayReturn: () => true }),
  };
  jira.site.webhooks.push({
    id: '1',
    url: `${borders.door.url}/webhooks/jira`,
    secret: WEBHOOK_SECRET,
    events: ['jira:issue_created', 'jira:issue_updated', 'comment_created'],
  });
  servicenow.instance.webhooks.push({
    url: `${borders.door.url}/webhooks/servicenow`,
    secret: SERVICENOW_WEBHOOK_SECRET,
  });
  countMemberships(databricks, memberships);

  const workspaceUrls = Object.fromEntries(
    databricks.model.workspaces.map(({ id }) => [id, `${borders.databricks.url}/ws/${id}`]),
  );
  // Where such an item counts, its field is set before anybody is asked: one effect more.
  const stage = approvals({ withoutRows: 'accept' })(
    exampleStage({
      databricks: { url: borders.databricks.url, accountId: databricks.accountId, workspaceUrls },
      jira: { url: borders.jira.url },
      // Sweeps of a system without tickets only cost time.
      ...(options.system === 'servicenow' && { servicenow: { url: borders.servicenow.url } }),
    }),
  );

  let report: Report;
  let living: MortalProcess = spawnDesk(options.bundle, folder);
  let heir: MortalProcess | null = options.accident === null ? null : spawnDesk(options.bundle, folder);

  /** Lets the desk do something; when it dies of it, its heir goes on with what was left behind. */
  async function give(order: Order): Promise<void> {
    try {
      report = await living.give(order);
      if (fate.rests()) throw new DeskDied('killed at rest');
    } catch (error) {
      if (!(error instanceof DeskDied) || heir === null) throw error;
      [living, heir] = [heir, null];
      await begin();
    }
  }
  async function begin(): Promise<void> {
    const { template } = options;
    await give({
      order: 'begin',
      beginning: { stage, template, tableUrl: borders.store.url, journalFolder, now: time },
    });
  }
  const deliver = async () => (await jira.deliver()).length + (await servicenow.deliver()).length;
  const settle = async () => {
    do await give({ order: 'settle' });
    while ((await deliver()) > 0);
    await give({ order: 'settle' });
  };

  let nextSweep = time + SWEEP_MS;
  const step = async (end: number) => {
    const waiting = [...jira.webhooks.pending, ...servicenow.webhooks.pending].map(({ dueAt }) => dueAt);
    const webhook = Math.min(...waiting, Number.POSITIVE_INFINITY);
    const timer = report.nextTimer ?? Number.POSITIVE_INFINITY;
    time = Math.min(end, nextSweep, timer, Math.max(webhook, time));
    await give({ order: 'advance', to: time });
    await settle();
    if (time < nextSweep) return;
    nextSweep = time + SWEEP_MS;
    await give({ order: 'sweep' });
    await settle();
  };

  await begin();
  return {
    jira,
    servicenow,
    office: options.system === 'jira' ? jiraOffice(jira) : serviceNowOffice(servicenow),
    databricks,
    fate,
    memberships,
    executions: () => report.executions,
    settle,
    async pass(milliseconds) {
      const end = time + milliseconds;
      await settle();
      while (time < end) await step(end);
    },
    async until(reached, atMost) {
      const end = time + atMost;
      await settle();
      while (!reached()) {
        if (time >= end) throw new Error(`not reached within ${atMost / MINUTE} minutes`);
        await step(end);
      }
    },
    async close() {
      await living.leave();
      await heir?.leave();
      for (const part of [...Object.values(borders), dynamo, servicenow, jira, databricks]) await part.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Databricks takes a repeated PATCH without a word; only what it changes is a membership. */
function countMemberships({ model }: DatabricksSimulator, memberships: string[]): void {
  const add = model.addByApi.bind(model);
  model.addByApi = (groupId, memberIds) => {
    const before = new Set(model.members(groupId).map(({ id }) => id));
    add(groupId, memberIds);
    for (const { id } of model.members(groupId)) if (!before.has(id)) memberships.push(`${groupId} < ${id}`);
  };
}
