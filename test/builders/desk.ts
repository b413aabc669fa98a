import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { Ports, Surroundings } from '#functions/common/ports.ts';
import { exampleStage } from '#sandbox/example-stage.ts';
import { type LocalDynamoDB, startDynamoDB } from '#sandbox/services/dynamodb.ts';
import { DUMMY_CREDENTIALS, REGION } from '#sandbox/services/environment.ts';
import { type AuditArchive, auditArchive } from '#shared/adapters/store/audit-archive.ts';
import { auditRecord } from '#shared/adapters/store/audit-record.ts';
import { pseudonyms } from '#shared/adapters/store/pseudonyms.ts';
import { requestStore } from '#shared/adapters/store/request-store.ts';
import type { RunKey } from '#shared/domain/run.ts';
import type { Ticket } from '#shared/domain/ticket.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import type { RequestStore } from '#shared/ports/request-store.ts';
import type { WebhookReading } from '#shared/ports/webhook.ts';
import type { Stage } from '#shared/stage.ts';
import type { FakeDirectory } from './directory.ts';
import { exampleDirectory } from './example-directory.ts';
import { aTicket, aTicketSystem, type FakeTickets } from './tickets.ts';

/** Keys of the pseudonyms of every desk. */
export const PSEUDONYMS = { current: 'k1', keys: { k1: 'a key of at least thirty-two characters' } };

type AllPorts = Ports & Surroundings;

/** One ticket and its first run, on fakes for everything outside and the real request store. */
export interface Desk {
  readonly key: RunKey;
  readonly input: RunKey & { readonly v: 1 };
  readonly ports: AllPorts;
  readonly store: RequestStore;
  /** Where the store's table is. */
  readonly table: { readonly url: string; readonly name: string };
  readonly directory: FakeDirectory;
  readonly tickets: FakeTickets;
  /** The run's own ticket as the ticket system holds it now. */
  readonly ticket: Ticket;
  change(more: Partial<Ticket>): void;
  /** Replaces one request field. */
  edit(field: keyof Ticket['request'], ...values: string[]): void;
  advance(seconds: number): void;
  readonly now: () => Date;
  /** Names of executions that were started, and tokens that were answered. */
  readonly started: string[];
  readonly woken: string[];
  /** Names of executions that run. */
  readonly running: Set<string>;
  readonly logged: string[];
  /** What the webhook reader says to the next delivery. */
  webhook: WebhookReading | Error;
  /** Another invocation: the same world, its own name in the ledger. */
  invocation(): AllPorts;
  /** Comments on the ticket, as `audience: text`. */
  said(): string[];
  /** All audit records of the test file. */
  readonly archive: AuditArchive;
}

export interface DeskOptions {
  readonly directory?: FakeDirectory;
  readonly ticket?: Partial<Ticket>;
  readonly stage?: Partial<Pick<Stage, 'policy' | 'timeouts' | 'identityMap' | 'scan'>>;
  readonly writes?: 'on' | 'planOnly' | 'stopped';
  /** False: the ticket is there, no run is open. */
  readonly open?: boolean;
  /** @default one of its own */
  readonly ticketId?: string;
  /** Another ticket of the same company: one ticket system, one Databricks account. */
  readonly beside?: Desk;
}

/** A maker of desks for one test file: one database for all of them, a ticket of its own for each. */
export function desks(): (options?: DeskOptions) => Promise<Desk> {
  let server: LocalDynamoDB;
  let client: DynamoDBClient;
  let count = 0;
  beforeAll(async () => {
    server = await startDynamoDB();
    client = new DynamoDBClient({ endpoint: server.url, region: REGION, credentials: DUMMY_CREDENTIALS });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });
  return (options = {}) => {
    count += 1;
    const table = { url: server.url, name: server.tableName };
    return makeDesk(client, table, options.ticketId ?? `${10_000 + count}`, options);
  };
}

const addresses = (ticketId: string) => ({
  databricks: { url: 'https://accounts.azuredatabricks.net', accountId: `account-${ticketId}`, workspaceUrls: {} },
  jira: { url: 'https://example.atlassian.net' },
});

/** What the stage of every desk allows, unless it is told otherwise. */
export const examplePolicy = exampleStage(addresses('0')).policy;

async function makeDesk(
  client: DynamoDBClient,
  table: Desk['table'],
  ticketId: string,
  { directory: ownDirectory, ticket = {}, stage = {}, writes = 'on', open = true, beside }: DeskOptions,
): Promise<Desk> {
  let time = Date.parse('2026-11-23T10:00:00.000Z');
  const now = () => new Date(time);
  const directory = ownDirectory ?? beside?.directory ?? exampleDirectory();
  const tickets = beside?.tickets ?? aTicketSystem(now);
  tickets.tickets.set(ticketId, aTicket(ticketId, ticket));
  const store = requestStore({ client, tableName: table.name, now, retentionDays: 400, initialWrites: 'on' });
  await store.writeControl(writes);
  const started: string[] = [];
  const woken: string[] = [];
  const running = new Set<string>();
  const logged: string[] = [];
  const line = (level: string) => (message: string, facts: Parameters<Log['info']>[1]) =>
    void logged.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`);
  const log: Log = { info: line('info'), warn: line('warn'), error: line('error') };
  const clock: Clock = {
    now,
    sleep: async (milliseconds) => {
      time += milliseconds;
    },
  };
  const run = open ? (await store.openRun({ system: 'jira', ticketId })).key.run : 1;
  const key: RunKey = { system: 'jira', ticketId, run };
  if (open) await store.markStarted(key);

  const base = beside?.ports.stage ?? exampleStage(addresses(ticketId));
  const readWebhook = async () => {
    if (desk.webhook instanceof Error) throw desk.webhook;
    return desk.webhook;
  };
  const ports: AllPorts = {
    clock,
    log,
    stage: { ...base, ...stage },
    owner: `test ${randomUUID()}`,
    store,
    // The table is shared by all tests of a file.
    openRuns: { listOpenRuns: async () => (await store.listOpenRuns()).filter((one) => one.ticketId === ticketId) },
    tickets: () => tickets.system,
    record: auditRecord({ client, tableName: table.name, now }),
    pseudonyms: pseudonyms({ client, tableName: table.name, now, retentionDays: 400, keys: async () => PSEUDONYMS }),
    directory: directory.directory,
    directoryWriter: directory.writer,
    starter: {
      start: async (name) => {
        running.add(name);
        started.push(name);
      },
    },
    waker: { wake: async (token) => void woken.push(token) },
    executions: { isRunning: async (name) => running.has(name) },
    jiraWebhooks: { system: 'jira', read: readWebhook },
    serviceNowWebhooks: { system: 'servicenow', read: readWebhook },
  };
  const present = (): Ticket => {
    const found = tickets.tickets.get(ticketId);
    if (found === undefined) throw new Error('the ticket is gone');
    return found;
  };
  const desk: Desk = {
    key,
    input: { v: 1, ...key },
    ports,
    store,
    table,
    directory,
    tickets,
    get ticket() {
      return present();
    },
    change: (more) => void tickets.tickets.set(ticketId, { ...present(), ...more }),
    edit: (field, ...values) => {
      const { request } = present();
      desk.change({ request: { ...request, [field]: { ...request[field], values } } });
    },
    advance: (seconds) => {
      time += seconds * 1000;
    },
    now,
    started,
    woken,
    running,
    logged,
    webhook: { verdict: 'ignored', reason: 'nothing was said' },
    invocation: () => ({ ...ports, owner: `test ${randomUUID()}` }),
    archive: auditArchive({ client, tableName: table.name, now }),
    said: () =>
      tickets.comments.filter((one) => one.ticketId === ticketId).map(({ audience, text }) => `${audience}: ${text}`),
  };
  return desk;
}
