import { openPlay } from '../play.ts';
import type { AccountModel } from '../simulators/databricks/account-model.ts';
import { exampleAccount } from '../simulators/databricks/example-account.ts';
import type { RecordedRequest } from '../simulators/http-server.ts';
import { officeOf } from '../story/office/office-of.ts';

const HOUR_MS = 3_600_000;
const PATIENCE_MS = 24 * HOUR_MS;

/** Databricks' own groups that each of the new people lacks. */
const ADDED = ['npb-developers', 'npb-platform-users', 'scratch-workspace-admins', 'shared-readers'];

export interface Load {
  readonly requests: number;
  /** Executions by status, at the end. */
  readonly ends: Readonly<Record<string, number>>;
  /** Requests whose ticket says that they are done. */
  readonly done: number;
  /** SCIM PATCH requests in all, memberships that were asked for, and the most PATCHes for one of them. */
  readonly writes: number;
  readonly expectedWrites: number;
  readonly mostWritesOfOne: number;
  /** Most PATCH requests per second, over a turn and the time until the next one. */
  readonly writesPerSecond: number;
  /** From the approvals to the last report, seconds of the played clock. */
  readonly seconds: number;
  /** Of this process, simulators included. */
  readonly memoryBefore: number;
  readonly memoryMost: number;
  /** How long it took here. */
  readonly realSeconds: number;
}

/**
 * So many requests filed at once through both ticket systems, each for another person, all approved at the same moment.
 */
export async function measureLoad(requests: number): Promise<Load> {
  const start = performance.now();
  let memoryMost = 0;
  const play = await openPlay({
    account: withPeople(requests),
    onInvoke: () => {
      memoryMost = Math.max(memoryMost, process.memoryUsage().rss);
    },
  });
  const memoryBefore = process.memoryUsage().rss;
  try {
    const offices = [
      { office: officeOf(play, 'jira'), place: 'DBX' },
      { office: officeOf(play, 'servicenow'), place: 'access' },
    ] as const;
    const tickets = Array.from({ length: requests }, (_, n) => {
      const { office, place } = n % 2 === 0 ? offices[0] : offices[1];
      const form = { summary: 'Access', source: 'thomas@company.com', target: address(n), reason: 'Joins the team' };
      return { office, id: office.as('rita').file({ place, form }) };
    });
    const record = ({ office, id }: (typeof tickets)[number]) => {
      const found = office.record(id);
      if (found === undefined) throw new Error('a ticket is gone');
      return found;
    };
    await play.settle();
    await play.until(() => tickets.every((ticket) => record(ticket).asked), PATIENCE_MS);

    const approvedAt = play.clock.now();
    for (const ticket of tickets) ticket.office.as('petra').decide(record(ticket).key, 'approve');
    const { model } = play.databricks;
    for (let n = 0; n < requests; n += 1)
      model.syncFromIdentityProvider(model.idOf('data-engineers'), model.idOf(address(n)));
    await play.until(
      async () => (await play.desk.engine.listExecutions()).every(({ status }) => status !== 'RUNNING'),
      PATIENCE_MS,
    );

    const writes = play.databricks.requests.filter(({ method }) => method === 'PATCH');
    return {
      requests,
      ends: count((await play.desk.engine.listExecutions()).map(({ status }) => status)),
      done: tickets.filter((ticket) => record(ticket).messages.some(({ text }) => text.includes('Done:'))).length,
      writes: writes.length,
      expectedWrites: requests * ADDED.length,
      mostWritesOfOne: Math.max(...Object.values(count(writes.map(({ path, body }) => `${path} ${body}`)))),
      writesPerSecond: fastest(writes),
      seconds: (play.clock.now() - approvedAt) / 1000,
      memoryBefore,
      memoryMost,
      realSeconds: (performance.now() - start) / 1000,
    };
  } finally {
    await play.close();
  }
}

const address = (n: number) => `person-${n}@company.com`;

function withPeople(count: number): AccountModel {
  const account = exampleAccount();
  for (let n = 0; n < count; n += 1)
    account.users.push({
      id: `55${String(n).padStart(6, '0')}`,
      userName: address(n),
      displayName: `Person ${n}`,
      externalId: `entra-person-${n}`,
      emails: [address(n)],
      active: true,
      roles: [],
    });
  return account;
}

function count(things: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[thing] = (counts[thing] ?? 0) + 1;
  return counts;
}

/** Pauses within a turn take no time on the played clock: writes of one turn have one time, and the next turn comes later. */
function fastest(requests: readonly RecordedRequest[]): number {
  const turns = [...Map.groupBy(requests, ({ at }) => at)].sort(([a], [b]) => a - b);
  const paces = turns.slice(0, -1).map(([at, { length }], index) => {
    const next = turns[index + 1]?.[0] ?? at;
    return length / ((next - at) / 1000);
  });
  return Math.max(0, ...paces);
}
