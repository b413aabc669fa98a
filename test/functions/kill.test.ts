import { describe, expect, it } from 'vitest';
import { closeRequest } from '#functions/close-request/handler.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { tellRequester } from '#functions/tell-requester/handler.ts';
import { linkSchema } from '#shared/domain/audit-chain.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';
import { EffectUnsettled } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { dyingAfter, Killed } from '#test/builders/killed.ts';
import { paula } from '#test/builders/tickets.ts';
import { type Invocation, type Invoke, plainly, playToApproval, playToEnd, playToQuestion } from './story.ts';

const newDesk = desks();

/** Kills the first invocation of every step after its n-th effect, and then tries again as the machine does. */
function withDeaths(desk: Desk, n: number, deaths: string[]): Invoke {
  return async (name, invocation) => {
    const victim = dyingAfter(desk.invocation(), n);
    let answer: unknown;
    try {
      answer = await invocation(victim.ports);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    if (!victim.isDead()) return answer;
    deaths.push(name);
    return untilSettled(desk, invocation);
  };
}

async function untilSettled(desk: Desk, invocation: Invocation): Promise<unknown> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    desk.advance(160);
    try {
      return await invocation(desk.invocation());
    } catch (error) {
      if (!(error instanceof EffectUnsettled)) throw error;
    }
  }
  throw new Error('the effect never settled');
}

/** Everything the story left outside, without times, ids and the words of one particular ticket. */
async function traces(desk: Desk): Promise<unknown> {
  const { tickets, directory, store, key } = desk;
  const record = await store.readTicketRecord(key);
  const additions = await store.readSection(key, 'additions');
  const chunk = additions && (await store.readAdditions(key, additions.planNo, 1));
  const plain = (text: string) =>
    text.replaceAll(/\d{1,2} Nov 2026|\d\d:\d\d|[0-9a-f]{64}/g, '*').replaceAll(key.ticketId, 'T');
  const lines = await desk.archive.linesOf(key);
  expect(verifyAudit(lines)).toMatchObject({ intact: true });
  return {
    comments: tickets.comments
      .map(({ audience, text, marker }) => plain(`${marker} ${audience} ${text}`))
      .map(withoutIds),
    attachments: tickets.attachments.map(({ fileName }) => plain(fileName)),
    tasks: tickets.tasks.map(({ state }) => state),
    marks: [...tickets.marks.values()],
    live: tickets.decisions.filter(({ decision }) => decision.state !== 'lapsed').map(({ decision }) => decision.state),
    writes: directory.writes,
    results: chunk?.results.map(({ groupId, result }) => `${groupId} ${result}`),
    audited: lines.map((line) => linkSchema.parse(JSON.parse(line)).event),
    end: record?.lastEnd?.end,
    open: record?.open,
  };
}

function withoutIds(text: string): string {
  return text.replaceAll(/(task|comment|decision)-\d+/g, '$1');
}

describe('an invocation that dies after any of its effects', () => {
  it('leaves the same behind as one that lives, for every step of the main story', async () => {
    const calm = await newDesk();
    await playToEnd(calm, plainly(calm));
    const expected = await traces(calm);
    expect(expected).toMatchObject({
      audited: [
        ...['asked', 'resolved', 'planned', 'approval asked', 'approved', 'prepared', 'written', 'written'],
        ...['additions read back', 'identity groups read', 'ended'],
      ],
      writes: ['104 7002', '105 7002'],
      results: ['104 applied', '105 applied'],
      tasks: ['done'],
      live: ['approved'],
      end: 'done',
      open: false,
    });
    expect(new Set(calm.tickets.comments.map(({ marker }) => marker)).size).toBe(calm.tickets.comments.length);

    const deathsByStep = new Map<string, number>();
    for (let n = 1; ; n += 1) {
      const desk = await newDesk();
      const deaths: string[] = [];
      await playToEnd(desk, withDeaths(desk, n, deaths));
      for (const name of deaths) deathsByStep.set(name, n);
      expect(await traces(desk), `every step dies after effect ${n}`).toEqual(expected);
      if (deaths.length === 0) break;
    }
    // Every step that leaves a trace was killed after each of them.
    expect(Object.fromEntries(deathsByStep)).toMatchObject({
      ReadRequest: 7,
      AttachPlan: 13,
      OpenIdentityTask: 10,
      RequestApproval: 5,
      AwaitApproval: 1,
      ReadApproval: 4,
      ReleaseIdentityTask: 8,
      ReportOutcome: 14,
    });
    expect(deathsByStep.get('AddMember')).toBeGreaterThanOrEqual(11);
  });

  it('plans again once when the directory became wider', async () => {
    for (let n = 0; n < 4; n += 1) {
      const desk = await newDesk();
      await playToApproval(desk, plainly(desk));
      const group = desk.directory.account.groups.find(({ id }) => id === '104');
      group?.roles.push('account_admin');
      const invoke = n === 0 ? plainly(desk) : withDeaths(desk, n, []);
      const answer = await invoke('PrepareAdditions', (ports) => prepareAdditions(ports)(desk.input));
      expect(answer).toEqual({ next: 'plan again', chunks: [], identity: false });
      expect((await desk.store.readSection(desk.key, 'plan'))?.planNo).toBe(2);
    }
  });

  it('refuses an approval, and asks again, once', async () => {
    for (let n = 1; n < 8; n += 1) {
      const desk = await newDesk();
      await playToQuestion(desk, plainly(desk));
      desk.tickets.approvers.add(paula.id);
      desk.tickets.decide('approved', paula);
      const deaths: string[] = [];
      const answer = await withDeaths(desk, n, deaths)('ReadApproval', (ports) => readApproval(ports)(desk.input));
      expect(answer).toMatchObject({ next: 'ask again' });
      expect(desk.said().filter((text) => text.includes('Not counted'))).toHaveLength(1);
      if (deaths.length === 0) return;
    }
    throw new Error('it never came through');
  });

  it('closes a superseded run once, and opens exactly one other', async () => {
    for (let n = 1; n < 30; n += 1) {
      const desk = await newDesk();
      await playToQuestion(desk, plainly(desk));
      desk.edit('without', 'npb-platform-users');
      await readApproval(desk.invocation())(desk.input);
      const deaths: string[] = [];
      const invoke = withDeaths(desk, n, deaths);
      await invoke('CloseRequest', (ports) => closeRequest(ports)({ ...desk.input, end: 'superseded' }));
      expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({
        run: 2,
        open: true,
        started: true,
        lastEnd: { end: 'superseded' },
      });
      expect(new Set(desk.started)).toEqual(new Set([`jira-${desk.key.ticketId}-2`]));
      expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
      expect(desk.said().filter((text) => text.includes('The request was changed'))).toHaveLength(2);
      if (deaths.length === 0) return;
    }
    throw new Error('it never came through');
  });

  it('tells what to correct, and what broke, once', async () => {
    for (let n = 1; n < 20; n += 1) {
      const desk = await newDesk({ ticket: {} });
      await readRequest(desk.invocation())(desk.input);
      const failed = { ...desk.input, error: 'SamePrincipal' };
      const deaths: string[] = [];
      await withDeaths(desk, n, deaths)('TellRequester', (ports) => tellRequester(ports)(failed));
      expect(desk.said()).toHaveLength(1);
      expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({
        open: false,
        lastEnd: { end: 'needs correction' },
      });

      const other = await newDesk();
      await playToQuestion(other, plainly(other));
      const before = other.said().length;
      const broken = { ...other.input, error: 'Unexpected' };
      await withDeaths(other, n, deaths)('ReportFailure', (ports) => reportFailure(ports)(broken));
      expect(other.said().length - before).toBe(2);
      expect(other.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
      if (deaths.length === 0) return;
    }
    throw new Error('it never came through');
  });

  it('waits for a target that is not there yet, and says so once', async () => {
    for (let n = 1; n < 8; n += 1) {
      const desk = await newDesk();
      desk.edit('target', 'new@company.com');
      desk.tickets.known.add('new@company.com');
      await readRequest(desk.invocation())(desk.input);
      const deaths: string[] = [];
      const invoke = withDeaths(desk, n, deaths);
      const answer = await invoke('ResolvePrincipals', (ports) => resolvePrincipals(ports)(desk.input));
      expect(answer).toMatchObject({ next: 'await target' });
      expect(desk.said()).toHaveLength(1);
      if (deaths.length === 0) return;
    }
    throw new Error('it never came through');
  });
});
