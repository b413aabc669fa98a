import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#sandbox/engine/history.ts';
import { longestPoll } from '#sandbox/local/open-desk.ts';
import { createRunLines } from '#sandbox/local/run-lines.ts';
import { runOf, runTexts } from '#sandbox/local/run-texts.ts';
import { identityTasksSchema } from '#shared/domain/identity-tasks.ts';
import { executionName } from '#shared/domain/run.ts';
import { desks } from '#test/builders/desk.ts';

const makeDesk = desks();
const AT = '2026-11-24T10:00:00.000Z';
const ARN = 'arn:aws:states:eu-central-1:000000000000:execution:access-desk-example:jira-10542-1';

/** Lines as they are printed, for a run whose ticket is DBX-1. */
function lines() {
  const said: string[] = [];
  const told = createRunLines(
    (_time, ticket, text) => void said.push(`${ticket}: ${text}`),
    () => ({
      ticketOf: async () => 'DBX-1',
      waitsFor: async (_execution, state) => `waits in ${state}`,
      failureOf: async (_execution, state, error) => `${state}: ${error}`,
      endOf: async (_execution, succeeded) => (succeeded ? 'ended: done' : 'ended: broken'),
    }),
  );
  const event = (more: Partial<HistoryEvent>) =>
    told.onEvent(ARN, { id: 1, type: 'TaskStateEntered', time: 0, ...more });
  return {
    event,
    enter: (...states: string[]) => {
      for (const state of states) event({ state });
    },
    goesOn: (state: string) => told.goesOn('jira-10542-1', state, 0),
    async said() {
      await told.printed();
      return said.splice(0);
    },
  };
}

describe('the lines of a run', () => {
  it('tell each step once, and a wait once however often it is polled', async () => {
    const { event, enter, said } = lines();
    event({ type: 'ExecutionStarted' });
    enter('ReadRequest', 'ResolvePrincipals', 'BuildPlan', 'BuildPlan', 'RequestApproval', 'AwaitApproval');
    expect(await said()).toEqual([
      'DBX-1: a run begins',
      'DBX-1: finds both in Databricks',
      'DBX-1: reads groups, workspaces, Unity Catalog',
      'DBX-1: asks for a decision on exactly this plan',
      'DBX-1: waits in AwaitApproval',
    ]);
    enter('ReadApproval', 'AwaitApproval', 'ReadApproval', 'AwaitApproval', 'ReadApproval');
    expect(await said()).toEqual([]);
    enter('PrepareAdditions');
    expect(await said()).toEqual([
      'DBX-1: who decided what, and does it count?',
      'DBX-1: is everything still as it was approved?',
    ]);
    event({ type: 'ExecutionSucceeded' });
    expect(await said()).toEqual(['DBX-1: ended: done']);
  });

  it('say nothing of a run that finds nothing new', async () => {
    const { event, enter, said } = lines();
    event({ type: 'ExecutionStarted' });
    enter('ReadRequest');
    event({ type: 'ExecutionSucceeded' });
    expect(await said()).toEqual([]);
  });

  it('tell a step that failed, and that it is done again', async () => {
    const { event, enter, said } = lines();
    enter('AttachPlan');
    event({ type: 'LambdaFunctionFailed', state: 'AttachPlan', details: { error: 'TicketSystemUnavailable' } });
    enter('AttachPlan');
    event({ type: 'ExecutionFailed' });
    expect(await said()).toEqual([
      'DBX-1: puts the plan and its files on the ticket',
      'DBX-1: AttachPlan: TicketSystemUnavailable',
      'DBX-1: puts the plan and its files on the ticket',
      'DBX-1: ended: broken',
    ]);
  });

  it('go on where an earlier process stopped, without telling its wait twice', async () => {
    const { enter, goesOn, said } = lines();
    goesOn('AwaitIdentityTask');
    enter('ReadIdentityTask', 'VerifyMemberships', 'AwaitIdentityTask');
    expect(await said()).toEqual(['DBX-1: goes on: waits in AwaitIdentityTask']);
  });
});

describe('the texts of a run', () => {
  it('know the run behind the name of an execution', () => {
    expect(runOf('servicenow-0d24ecd56f019a282f533da1a99abb02-12')).toEqual({
      system: 'servicenow',
      ticketId: '0d24ecd56f019a282f533da1a99abb02',
      run: 12,
    });
    expect(runOf('something else')).toBeNull();
  });

  it('hold no names of people, and no word of an answer', async () => {
    const { store, key, ticket } = await makeDesk();
    const run = executionName(key);
    const texts = runTexts(store);
    expect(await texts.ticketOf(run)).toBe(`jira ${key.ticketId}`);
    expect(await texts.waitsFor(run, 'AwaitApproval')).toBe('waits for the decision');

    const label = { source: '', target: '', without: '', scanUc: '', reason: '' };
    await store.writeSection(key, 'ticket', {
      revision: 'x',
      key: 'DBX-1',
      url: 'https://company.atlassian.net/browse/DBX-1',
      place: ticket.place,
      labels: label,
      requester: ticket.requester,
      parties: [],
      approvers: 'databricks-approvers',
      readAt: AT,
    });
    const task = { taskId: '1', key: 'DBX-2', effect: 'x', released: false, skipped: false };
    await store.writeSection(key, 'identityTask', identityTasksSchema.parse(task));
    const facts = { what: 'adding a comment', detail: 'rita@company.com' };
    const failure = { error: 'TicketSystemRefused', step: 'AttachPlan', reference: run, facts, at: AT };
    await store.writeSection(key, 'failure', failure);
    await store.closeRun(key, 'done', null);
    expect([
      await texts.ticketOf(run),
      await texts.waitsFor(run, 'AwaitApproval'),
      await texts.waitsFor(run, 'AwaitIdentityTask'),
      await texts.waitsFor(run, 'AwaitTarget'),
      await texts.failureOf(run, 'AttachPlan', 'TicketSystemRefused'),
      await texts.failureOf(run, 'AttachPlan', 'EffectUnsettled'),
      await texts.endOf(run, true),
      await texts.endOf(run, false),
    ]).toEqual([
      'DBX-1',
      'waits for a decision by databricks-approvers',
      'waits for the identity team (DBX-2)',
      'waits until the person is in Databricks',
      'AttachPlan: TicketSystemRefused (adding a comment)',
      'AttachPlan: EffectUnsettled, it is tried again',
      'ended: done',
      `ended: broken on our side, reference ${run}`,
    ]);
  });
});

describe('how often waits are looked at', () => {
  it('is every 20 seconds at first, and so seldom later that a history of 25,000 events lasts 14 days', () => {
    expect(longestPoll(0)).toBe(20);
    const EVENTS_PER_POLL = 16;
    const SIX_HOURS = 6 * 3600;
    let seconds = 0;
    let events = 40;
    while (seconds < 14 * 24 * 3600) {
      // The steps themselves say an hour for a day, then six hours.
      seconds += Math.min(seconds < 24 * 3600 ? 3600 : SIX_HOURS, longestPoll(events));
      events += EVENTS_PER_POLL;
    }
    expect(events).toBeLessThan(20_000);
  });
});
