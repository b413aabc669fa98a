import { describe, expect, it } from 'vitest';
import { attachPlan } from '#functions/attach-plan/handler.ts';
import { buildPlan } from '#functions/build-plan/handler.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { openIdentityTask } from '#functions/open-identity-task/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import {
  DirectoryRateLimited,
  DirectoryRefused,
  DirectoryUnavailable,
  SourceNeverCopied,
  TicketSystemRefused,
  TicketSystemUnavailable,
} from '#shared/errors.ts';
import type { GrantStatements } from '#shared/ports/grant-statements.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import { type Desk, type DeskOptions, desks, examplePolicy } from '#test/builders/desk.ts';
import { aGroupOf, assignmentOf } from '#test/builders/directory.ts';
import { exampleDirectory } from '#test/builders/example-directory.ts';
import { thomas } from '#test/builders/plan.ts';
import { repeated } from '#test/shared/planning/helpers.ts';

const newDesk = desks();

async function resolvedDesk(options: DeskOptions = {}): Promise<Desk> {
  const desk = await newDesk(options);
  await readRequest(desk.invocation())(desk.input);
  await resolvePrincipals(desk.invocation())(desk.input);
  return desk;
}

/** What a round leaves behind, as far as these tests change it. */
interface StoredEffort {
  readonly reading: object;
}

const build = (desk: Desk) => buildPlan(desk.invocation())(desk.input);

/** Begins the next plan of the run, as PrepareAdditions does. */
async function replan(desk: Desk): Promise<void> {
  const plan = await remembered(desk.ports, desk.key, 'plan');
  await desk.store.writeSection(desk.key, 'plan', { ...plan, planNo: plan.planNo + 1, round: 0, digest: null });
  await build(desk);
}

describe('BuildPlan', () => {
  it('plans in one go what can be read in two minutes, without a word', async () => {
    const desk = await resolvedDesk();
    expect(await build(desk)).toEqual({ more: false, waitSeconds: 0, additions: 2, idpActions: 1 });
    expect(desk.said()).toEqual([]);
    expect((await currentPlan(desk.ports, desk.key)).plan.verdict.word).toBe('LOOK CLOSER');
  });

  it('copies from nobody who is in a group the stage keeps out, however it is reached', async () => {
    const groupIds = ['102'];
    const neverSource = { ids: [], names: [], groupIds };
    const desk = await resolvedDesk({ stage: { policy: { ...examplePolicy, neverSource } } });
    await expect(build(desk)).rejects.toThrow(SourceNeverCopied);
    expect(desk.said()).toEqual([]);
  });

  it('reads on in rounds and tells the requester once', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    let slow = 100;
    directory.fault = () => void desk.advance(slow);
    expect(await build(desk)).toEqual({ more: true, waitSeconds: 0, additions: 0, idpActions: 0 });
    const afterFirst = directory.reads.length;
    slow = 40;
    let rounds = 1;
    for (let more = true; more; rounds += 1) more = (await build(desk)).more;
    expect(rounds).toBeGreaterThan(2);
    expect(directory.reads.length).toBeGreaterThan(afterFirst);
    expect(new Set(directory.reads).size).toBe(directory.reads.length);
    expect(desk.said()).toHaveLength(1);
    expect((await remembered(desk.ports, desk.key, 'plan')).digest).not.toBeNull();
  });

  it('asks the SQL warehouses of the stage, over as many rounds as one takes to start', async () => {
    const directory = exampleDirectory();
    const scan = { maxCalls: 2000, warehouses: { '1': 'a1b2' } };
    const asked: string[] = [];
    const running = { state: 'running', statementId: 's-1' } as const;
    const grantStatements: GrantStatements = {
      start: async ({ warehouseId }) => {
        asked.push(`start ${warehouseId}`);
        return running;
      },
      poll: async (workspaceId, id) => {
        asked.push(`poll ${workspaceId} ${id}`);
        return asked.length < 20 ? running : { state: 'done', rows: [], complete: true };
      },
      cancel: async () => undefined,
    };
    const withWarehouse = { ...directory, directory: { ...directory.directory, grantStatements } };
    const desk = await resolvedDesk({ directory: withWarehouse, stage: { scan } });
    expect(await build(desk)).toMatchObject({ more: true });
    expect(await build(desk)).toMatchObject({ more: false, additions: 2 });
    expect([...new Set(asked)]).toEqual(['start a1b2', 'poll 1 s-1']);
    expect(asked.filter((call) => call.startsWith('start'))).toHaveLength(1);
  });

  describe('cancels a SQL statement nobody will ask for any more', () => {
    async function withEndlessStatement(secondsPerPoll: number) {
      const directory = exampleDirectory();
      const cancelled: string[] = [];
      const running = { state: 'running', statementId: 's-1' } as const;
      let onPoll = () => {};
      const grantStatements: GrantStatements = {
        start: async () => running,
        poll: async () => {
          onPoll();
          return running;
        },
        cancel: async (workspaceId, id) => void cancelled.push(`${workspaceId} ${id}`),
      };
      const scan = { maxCalls: 2000, warehouses: { '1': 'a1b2' } };
      const desk = await resolvedDesk({
        directory: { ...directory, directory: { ...directory.directory, grantStatements } },
        stage: { scan },
      });
      onPoll = () => desk.advance(secondsPerPoll);
      return { desk, directory, cancelled };
    }

    it('when the plan takes too long', async () => {
      const { desk, cancelled } = await withEndlessStatement(3_000);
      expect(await build(desk)).toMatchObject({ more: true });
      expect(await build(desk)).toMatchObject({ more: true });
      expect(cancelled).toEqual([]);
      await expect(build(desk)).rejects.toMatchObject({ name: 'PlanTooLong' });
      expect(cancelled).toEqual(['1 s-1']);
    });

    it('when a membership is refused, but not while it may still be read', async () => {
      for (const error of [DirectoryUnavailable, DirectoryRefused]) {
        const { desk, directory, cancelled } = await withEndlessStatement(0);
        const facts = { what: 'a membership', status: 409, detail: 'no' };
        directory.fault = (call) => (call.startsWith('membershipOrigin 104') ? new error(facts) : undefined);
        await expect(build(desk)).rejects.toThrow(error);
        expect(cancelled).toEqual(error === DirectoryRefused ? ['1 s-1'] : []);
      }
    });
  });

  it('waits as long as Databricks asks for and goes on where it was', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    directory.fault = (call) =>
      call === 'readAssignments 2' ? new DirectoryRateLimited({ what: call, retryAfterSeconds: 30 }) : undefined;
    expect(await build(desk)).toMatchObject({ more: true, waitSeconds: 30 });
    directory.fault = () => undefined;
    expect(await build(desk)).toMatchObject({ more: false, additions: 2 });
    expect(directory.reads.filter((call) => call === 'readGroup 104')).toHaveLength(1);
  });

  it('keeps what was read when a membership could not be, and fails', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    directory.fault = (call) => (call === 'readGroup 108' ? new DirectoryUnavailable({ what: call }) : undefined);
    await expect(build(desk)).rejects.toThrow(DirectoryUnavailable);
    directory.fault = () => undefined;
    await build(desk);
    expect(directory.reads.filter((call) => call === 'transitiveGroupIds 7001')).toHaveLength(1);
    expect(directory.reads.filter((call) => call === 'readGroup 108')).toHaveLength(4);
  });

  it('waits within the round where the wait is short', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    const limited = new Set<string>();
    directory.fault = (call) => {
      if (!call.startsWith('readGroup') || limited.has(call)) return undefined;
      limited.add(call);
      return new DirectoryRateLimited({ what: call, retryAfterSeconds: 6 });
    };
    const begin = desk.now().getTime();
    expect(await build(desk)).toMatchObject({ more: false, additions: 2 });
    expect(limited.size).toBeGreaterThan(5);
    expect(desk.now().getTime() - begin).toBe(6_000);
  });

  it('goes on for as many rounds as get further', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    let allowed = 0;
    directory.fault = (call) => {
      if (allowed > 0) {
        allowed -= 1;
        return undefined;
      }
      return new DirectoryRateLimited({ what: call, retryAfterSeconds: 600 });
    };
    let rounds = 0;
    for (let more = true; more; rounds += 1) {
      allowed = 2;
      more = (await build(desk)).more;
    }
    expect(rounds).toBeGreaterThan(12);
    expect(await remembered(desk.ports, desk.key, 'plan')).toMatchObject({ additions: 2, round: rounds - 1 });
  });

  it('gives up when twelve rounds’ time is spent', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    directory.fault = () => void desk.advance(1_000);
    expect(await build(desk)).toMatchObject({ more: true });
    expect(await build(desk)).toMatchObject({ more: true });
    await expect(build(desk)).rejects.toMatchObject({ name: 'PlanTooLong', facts: { rounds: 2 } });
  });

  it('gives up after twelve rounds that got no further', async () => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    directory.fault = () => new DirectoryRateLimited({ what: 'everything', retryAfterSeconds: 60 });
    for (let round = 1; round <= 12; round += 1) expect(await build(desk)).toMatchObject({ more: true });
    await expect(build(desk)).rejects.toMatchObject({ name: 'PlanTooLong' });
    expect(desk.said()).toHaveLength(1);
  });

  it('refuses more additions than the stage allows', async () => {
    const base = await newDesk();
    const policy = { ...base.ports.stage.policy, maxAdditions: 1 };
    const desk = await resolvedDesk({ stage: { policy } });
    await expect(build(desk)).rejects.toMatchObject({ name: 'TooManyAdditions', facts: { count: 2, most: 1 } });
    expect((await remembered(desk.ports, desk.key, 'plan').catch(() => null))?.digest ?? null).toBeNull();
  });

  it.each([
    [
      'of another version',
      ({ reading, ...effort }: StoredEffort) => ({ ...effort, reading: { ...reading, version: 1 } }),
    ],
    [
      'with a task of another kind',
      ({ reading, ...effort }: StoredEffort) => ({
        ...effort,
        reading: { ...reading, queue: [{ do: 'something else' }] },
      }),
    ],
    ['with nothing beside it', ({ reading }: StoredEffort) => reading],
  ])('begins anew where another deployment stored the half-read reading: %s', async (_case, change) => {
    const directory = exampleDirectory();
    const desk = await resolvedDesk({ directory });
    directory.fault = () => void desk.advance(100);
    expect(await build(desk)).toMatchObject({ more: true });
    directory.fault = () => undefined;
    const stored = await desk.store.readText(desk.key, 'reading:1');
    await desk.store.writeText(desk.key, 'reading:1', JSON.stringify(change(JSON.parse(stored?.text ?? ''))));
    directory.reads.length = 0;
    expect(await build(desk)).toEqual({ more: false, waitSeconds: 0, additions: 2, idpActions: 1 });
    expect(directory.reads).toContain('listWorkspaces');
    expect(repeated(directory.reads)).toEqual([]);
  });

  it('leaves out what the request names', async () => {
    const desk = await newDesk();
    desk.edit('without', 'npb-platform-users');
    desk.edit('scanUc', 'no');
    await readRequest(desk.invocation())(desk.input);
    await resolvePrincipals(desk.invocation())(desk.input);
    expect(await build(desk)).toMatchObject({ additions: 1, idpActions: 1 });
    expect(desk.directory.reads).not.toContain('listMetastores');
  });
});

describe('AttachPlan', () => {
  it('attaches both files and says the plan short for all, in full for IT', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    await attachPlan(desk.invocation())(desk.input);
    const { digest } = await currentPlan(desk.ports, desk.key);
    const name = desk.ticket.key;
    expect(desk.tickets.attachments.map(({ fileName }) => fileName)).toEqual([
      `compare_${name}_r1.csv`,
      `provisioning_plan_${name}_r1_${digest.slice(0, 8)}.csv`,
    ]);
    expect(desk.tickets.attachments[1]?.text).toContain('npb-platform-users');
    const [full = '', short = ''] = desk.said();
    expect(full.startsWith('it: ')).toBe(true);
    expect(full).toContain('scratch-workspace-admins');
    expect(short.startsWith('requester: LOOK CLOSER')).toBe(true);
    expect(short).not.toContain('scratch-workspace-admins');
    expect(short).toContain('7 Dec 2026');
    expect(desk.tickets.marks.get(desk.key.ticketId)).toBe('LOOK CLOSER');
  });

  it('goes on where the ticket cannot be marked with the verdict, and tries again where nobody answers', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    const failing = (error: Error) => (call: string) =>
      call.startsWith('markVerdict') ? { error, applied: false } : undefined;
    const unavailable = new TicketSystemUnavailable({ what: 'labelling a ticket' });
    desk.tickets.fault = failing(unavailable);
    await expect(attachPlan(desk.invocation())(desk.input)).rejects.toThrow(unavailable);
    desk.tickets.fault = failing(new TicketSystemRefused({ what: 'labelling a ticket', status: 403, detail: 'no' }));
    await attachPlan(desk.invocation())(desk.input);
    expect(desk.said()).toHaveLength(2);
    expect(desk.logged.join()).toContain('the ticket is not marked with the verdict');
  });
});

describe('OpenIdentityTask', () => {
  const open = (desk: Desk) => openIdentityTask(desk.invocation())(desk.input);
  const group = (desk: Desk, id: string) => {
    const found = desk.directory.account.groups.find((one) => one.id === id);
    if (found === undefined) throw new Error('no such group');
    return found;
  };

  it('creates one task on hold, and knows its run by it', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    await open(desk);
    await open(desk);
    expect(desk.tickets.tasks).toMatchObject([{ state: 'on hold', parentId: desk.key.ticketId }]);
    const { tasks } = await remembered(desk.ports, desk.key, 'identityTask');
    expect(tasks).toMatchObject([{ released: false, skipped: false }]);
    expect(await desk.store.findByChild('jira', tasks[0]?.taskId ?? '')).toEqual(desk.key);
  });

  it('knows its run by the name events will use, before the task exists', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    desk.tickets.aliasOf = (marker) => `ad:${marker.length}`;
    let known: unknown = 'not asked';
    const tickets = desk.tickets.system;
    const watched: TicketSystem = {
      ...tickets,
      createIdentityTask: async (ticketId, task) => {
        known = await desk.store.findByChild('jira', `ad:${task.marker.length}`);
        return tickets.createIdentityTask(ticketId, task);
      },
    };
    await openIdentityTask({ ...desk.invocation(), tickets: () => watched })(desk.input);
    expect(known).toEqual(desk.key);
  });

  it('keeps the task for a plan that asks for the same groups', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    await open(desk);
    desk.directory.account.workspaces[0]?.assignments?.push(assignmentOf('104', 'ADMIN'));
    await replan(desk);
    await open(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['on hold']);
  });

  it('replaces the task by one for other groups, and a skipped one by a fresh one', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    await open(desk);
    desk.directory.account.groups.push(aGroupOf('110', 'late', [thomas], { externalId: 'entra-110' }));
    await replan(desk);
    await open(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped', 'on hold']);
    desk.directory.account.groups = desk.directory.account.groups.filter(({ id }) => id !== '110');
    await replan(desk);
    await open(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped', 'skipped', 'on hold']);
    const current = await remembered(desk.ports, desk.key, 'identityTask');
    expect(current.tasks.at(-1)?.taskId).toBe(desk.tickets.tasks[2]?.id);
    const told = desk.tickets.comments.filter(({ text }) => text.includes('No longer needed'));
    expect(told.map(({ ticketId }) => ticketId)).toEqual(desk.tickets.tasks.slice(0, 2).map(({ id }) => id));
  });

  it('does not mind that a task it replaces is gone', async () => {
    const desk = await resolvedDesk();
    await build(desk);
    await open(desk);
    desk.tickets.tasks.splice(0);
    group(desk, '102').members.push({ kind: 'user', id: thomas.id });
    await replan(desk);
    await open(desk);
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['on hold']);
  });
});
