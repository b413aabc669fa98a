import type { Stage } from '#shared/stage.ts';
import { type Desk, type DeskOptions, startDesk } from './desk.ts';
import { type VirtualClock, virtualClock } from './engine/clock.ts';
import { exampleSecrets, exampleStage, SERVICENOW_WEBHOOK_SECRET, WEBHOOK_SECRET } from './example-stage.ts';
import type { AccountModel } from './simulators/databricks/account-model.ts';
import { exampleAccount } from './simulators/databricks/example-account.ts';
import type { DatabricksOptions } from './simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from './simulators/databricks/server.ts';
import { exampleSite } from './simulators/jira/example-site.ts';
import type { SiteModel } from './simulators/jira/model.ts';
import { type Jira, startJira } from './simulators/jira/start-jira.ts';
import { exampleInstance } from './simulators/servicenow/example-instance.ts';
import type { InstanceModel } from './simulators/servicenow/model.ts';
import { type ServiceNow, startServiceNow } from './simulators/servicenow/start-servicenow.ts';

/** Monday morning; stories count from here. */
const START = Date.parse('2026-11-23T09:00:00.000Z');
const SWEEP_MS = 15 * 60_000;

export interface PlayOptions extends Pick<DeskOptions, 'around' | 'onEvent' | 'onInvoke' | 'random' | 'template'> {
  readonly account?: AccountModel;
  readonly databricks?: Partial<DatabricksOptions>;
  readonly site?: SiteModel;
  readonly instance?: InstanceModel;
  readonly stage?: (stage: Stage) => Stage;
  /** False plays without the scheduler. @default true */
  readonly sweeps?: boolean;
}

/** The example company on this machine, in virtual time: Databricks, Jira, ServiceNow, the desk, and who moves the clock. */
export interface Play {
  readonly clock: VirtualClock;
  /** The stage the desk works with. */
  readonly stage: Stage;
  readonly databricks: DatabricksSimulator;
  readonly jira: Jira;
  readonly servicenow: ServiceNow;
  readonly desk: Desk;
  readonly secrets: Map<string, string>;
  /** Lets everything happen that can happen now: webhooks arrive, executions run until they wait. */
  settle(): Promise<void>;
  /** Lets time pass, sweeps and webhook retries included. */
  pass(milliseconds: number): Promise<void>;
  /** Lets time pass until `reached` says so; throws after `atMost`. */
  until(reached: () => boolean | Promise<boolean>, atMost: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the play. One at a time per process. */
export async function openPlay(options: PlayOptions = {}): Promise<Play> {
  const clock = virtualClock(START);
  const now = () => clock.now();
  const databricks = await startDatabricks({
    account: options.account ?? exampleAccount(),
    now,
    options: options.databricks ?? {},
  });
  const jira = await startJira({ site: options.site ?? exampleSite(), now });
  const servicenow = await startServiceNow({ instance: options.instance ?? exampleInstance(), now });
  const example = exampleStage({ databricks, jira, servicenow });
  const stage = options.stage?.(example) ?? example;
  const secrets = exampleSecrets();
  const { around, onEvent, onInvoke, random, template, sweeps = true } = options;
  const forDesk = {
    ...(around && { around }),
    ...(onEvent && { onEvent }),
    ...(onInvoke && { onInvoke }),
    ...(random && { random }),
    ...(template && { template }),
  };
  const desk = await startDesk({
    ...forDesk,
    stage,
    secrets,
    clock,
    isVirtual: true,
  }).catch(async (failure: unknown) => {
    for (const simulator of [servicenow, jira, databricks]) await simulator.close();
    throw failure;
  });
  jira.site.webhooks.push({
    id: '1',
    url: `${desk.doorUrl}/webhooks/jira`,
    secret: WEBHOOK_SECRET,
    events: ['jira:issue_created', 'jira:issue_updated', 'comment_created'],
  });
  servicenow.instance.webhooks.push({
    url: `${desk.doorUrl}/webhooks/servicenow`,
    secret: SERVICENOW_WEBHOOK_SECRET,
  });
  const senders = [jira, servicenow];

  const settle = async () => {
    let sent: number;
    do {
      await desk.engine.settled();
      sent = 0;
      for (const sender of senders) sent += (await sender.deliver()).length;
    } while (sent > 0);
    await desk.engine.settled();
  };
  let nextSweep = clock.now() + SWEEP_MS;
  /** To the next moment at which anything is due, at most to `end`. */
  const step = async (end: number) => {
    const waiting = senders.flatMap(({ webhooks }) => webhooks.pending.map(({ dueAt }) => dueAt));
    const webhook = Math.min(...waiting, Number.POSITIVE_INFINITY);
    const target = Math.min(end, sweeps ? nextSweep : end, Math.max(webhook, clock.now()));
    clock.advanceTo(target);
    await settle();
    if (!sweeps || clock.now() < nextSweep) return;
    nextSweep = clock.now() + SWEEP_MS;
    // A sweep that fails is the scheduler's business (and an alarm's); the next one comes in 15 minutes.
    await desk.sweep().catch(() => undefined);
    await settle();
  };
  return {
    clock,
    stage,
    databricks,
    jira,
    servicenow,
    desk,
    secrets,
    settle,
    async pass(milliseconds) {
      await settle();
      const end = clock.now() + milliseconds;
      while (clock.now() < end) await step(end);
    },
    async until(reached, atMost) {
      await settle();
      const end = clock.now() + atMost;
      while (!(await reached())) {
        if (clock.now() >= end) throw new Error(`not reached within ${atMost / 60_000} minutes`);
        await step(end);
      }
    },
    async close() {
      for (const part of [desk, servicenow, jira, databricks]) await part.close();
    },
  };
}
