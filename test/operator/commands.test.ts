import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { takeTurn } from '#functions/common/turn.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { reportFailure } from '#functions/report-failure/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { readWish } from '#operator/arguments.ts';
import type { Reach } from '#operator/reach.ts';
import { runCommand } from '#operator/run-command.ts';
import { terminalOf } from '#operator/terminal.ts';
import { pairOf } from '#shared/domain/turn.ts';
import { type Desk, desks, PSEUDONYMS } from '#test/builders/desk.ts';
import { thomas, uwe } from '#test/builders/plan.ts';
import { plainly, playToApproval, playToEnd, playToQuestion, playToWritten } from '#test/functions/story.ts';

const newDesk = desks();

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What an operator sees who types this. */
async function type(desk: Desk, line: string, options: { running?: boolean; columns?: number } = {}): Promise<Answer> {
  const { running = true, columns } = options;
  const { ports } = desk;
  const reach: Reach = {
    where: 'a test',
    stage: ports.stage,
    store: { ...desk.store, listOpenRuns: () => ports.openRuns.listOpenRuns() },
    archive: desk.archive,
    pseudonymKeys: async () => PSEUDONYMS,
    workflow: running ? { ...ports.starter, ...ports.executions } : null,
    close: async () => undefined,
  };
  let [out, err] = ['', ''];
  const terminal = terminalOf({ out: (text) => (out += text), err: (text) => (err += text), columns });
  const wish = readWish(line.split(' '));
  if (wish === null) throw new Error('asks for help');
  return { code: await runCommand(reach, terminal, wish), out, err };
}

async function played(playTo: typeof playToEnd): Promise<Desk> {
  const desk = await newDesk();
  desk.running.add(`jira-${desk.key.ticketId}-1`);
  await playTo(desk, plainly(desk));
  return desk;
}

async function broken(): Promise<Desk> {
  const desk = await played(playToApproval);
  await reportFailure(desk.invocation())({ ...desk.input, error: 'DirectoryUnavailable' });
  return desk;
}

const reference = ({ key }: Desk) => `jira-${key.ticketId}`;

describe('list', () => {
  it('tells that a request waits for an earlier one', async () => {
    const desk = await played(async ({ store, key, invocation }) => {
      const ticketId = `${key.ticketId}1`;
      const earlier = (await store.openRun({ system: 'jira', ticketId })).key;
      const pair = pairOf(invocation().stage.databricks.accountId, { source: thomas, target: uwe });
      await takeTurn(invocation(), earlier, pair);
      await readRequest(invocation())({ v: 1, ...key });
      await resolvePrincipals(invocation())({ v: 1, ...key });
    });
    const { out } = await type(desk, 'list');
    expect(out).toContain('waits for an earlier request for the same pair, until 21 Dec 2026 10:00');
  });

  it('tells where open requests stand', async () => {
    const desk = await played(playToQuestion);
    const { code, out } = await type(desk, 'list');
    expect(code).toBe(0);
    expect(out).toContain('a test; writes: on');
    expect(out).toContain(`DBX-${desk.key.ticketId}  ${reference(desk)}-1`);
    expect(out).toContain('waits for a decision by databricks-approvers, until 7 Dec 2026 10:00 UTC');
  });

  it('says so when nothing is open', async () => {
    expect((await type(await played(playToEnd), 'list')).out).toContain('No request is open.');
  });

  it('names an open run whose execution is gone', async () => {
    const desk = await played(playToQuestion);
    desk.running.clear();
    expect((await type(desk, 'list')).out).toContain('its execution is not running');
  });

  it('fits a narrow terminal', async () => {
    const { out } = await type(await played(playToQuestion), 'list', { columns: 40 });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });
});

describe('show', () => {
  it.each([
    ['reference', (desk: Desk) => `${reference(desk)}-1`],
    ['reference without run', reference],
    ['key', (desk: Desk) => `dbx-${desk.key.ticketId}`],
  ])('finds a request by its %s', async (_by, said) => {
    const desk = await played(playToQuestion);
    const { code, out } = await type(desk, `show ${said(desk)}`);
    expect(code).toBe(0);
    expect(out).toContain('thomas@company.com → uwe@company.com');
    expect(out).toMatch(/plan +no\. 1, digest [0-9a-f]{12}: 2 in Databricks, 1 for the identity team/);
  });

  it('tells approval and results', async () => {
    const desk = await played(playToEnd);
    const shown = (await type(desk, `show ${reference(desk)}`)).out;
    expect(shown).toContain('ended: done');
    expect(shown).toMatch(/approval +by Anna Approver/);
    expect(shown).toMatch(/additions +2 applied/);
    expect(shown).toMatch(/identity +\S+, released, 0 not arrived/);
  });

  it('gives programs all of it', async () => {
    const desk = await played(playToWritten);
    const { out } = await type(desk, `show ${reference(desk)} --json`);
    const read = z
      .object({ reference: z.string(), open: z.boolean(), results: z.array(z.unknown()) })
      .parse(JSON.parse(out));
    expect(read).toMatchObject({ reference: `${reference(desk)}-1`, open: true });
    expect(read.results).toHaveLength(2);
  });

  it.each(['jira-99999999-1', 'DBX-0', 'nonsense'])('says that there is no %s', async (said) => {
    const { code, out, err } = await type(await newDesk(), `show ${said}`);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(`There is no request "${said}"`);
  });

  it('tells how a request ended although a run that found nothing new came after', async () => {
    const desk = await broken();
    const { key } = await desk.store.openRun(desk.key);
    await readRequest(desk.invocation())({ v: 1, ...key });
    for (const said of [reference(desk), `${reference(desk)}-1`]) {
      const { out } = await type(desk, `show ${said}`);
      expect(out).toContain(`${reference(desk)}-1 (a test)`);
      expect(out).toContain('ended: failed on 23 Nov 2026');
    }
    const silent = (await type(desk, `show ${reference(desk)}-2`)).out;
    expect(silent).toContain('ended: it found nothing new to do');
    expect(silent).not.toContain('failed');
  });

  it('says that a run does not exist yet', async () => {
    const desk = await played(playToQuestion);
    const { code, err } = await type(desk, `show ${reference(desk)}-7`);
    expect([code, err]).toEqual([1, expect.stringContaining('the latest is 1')]);
  });
});

describe('retry', () => {
  it('opens the next run of a failed request, allows it to proceed, and starts it once', async () => {
    const desk = await broken();
    const { code, out } = await type(desk, `retry ${reference(desk)}-1`);
    expect(code).toBe(0);
    expect(out).toContain(`${reference(desk)}-2 has begun`);
    expect(out).toContain('needs no second approval');
    expect(desk.started).toEqual([`${reference(desk)}-2`]);
    expect(await desk.store.readTicketRecord(desk.key)).toMatchObject({
      run: 2,
      open: true,
      started: true,
      retryAllowed: true,
    });
    const again = await type(desk, `retry ${reference(desk)}`);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is open')]);
    expect(desk.started).toHaveLength(1);
  });

  it('leaves the start to the desk where none is running', async () => {
    const desk = await broken();
    const { code, out } = await type(desk, `retry ${reference(desk)}`, { running: false });
    expect([code, desk.started]).toEqual([0, []]);
    expect(out).toContain('It begins within some minutes');
  });

  it('takes the reference on the ticket although a run that found nothing new came after', async () => {
    const desk = await broken();
    const { key } = await desk.store.openRun(desk.key);
    await readRequest(desk.invocation())({ v: 1, ...key });
    const { code, out } = await type(desk, `retry ${reference(desk)}-1`);
    expect([code, out]).toEqual([0, expect.stringContaining(`${reference(desk)}-3 has begun`)]);
  });

  it('lets its run proceed although one that finds nothing new ends at the same moment', async () => {
    const desk = await broken();
    const { store } = desk;
    const openRun: typeof store.openRun = async (ticket) => {
      const silent = await store.openRun(ticket);
      await store.closeRun(silent.key, 'nothing new', null);
      return store.openRun(ticket);
    };
    const { code } = await type({ ...desk, store: { ...store, openRun } }, `retry ${reference(desk)}`);
    expect(code).toBe(0);
    expect(await store.readTicketRecord(desk.key)).toMatchObject({ run: 3, open: true, retryAllowed: true });
  });

  it('refuses an earlier run', async () => {
    const desk = await broken();
    await type(desk, `retry ${reference(desk)}`);
    await desk.store.closeRun({ ...desk.key, run: 2 }, 'failed', null);
    const { code, err } = await type(desk, `retry ${reference(desk)}-1`);
    expect([code, err]).toEqual([1, expect.stringContaining(`that is ${reference(desk)}-2`)]);
  });
});

describe('the stop switch', () => {
  it('keeps the command to put it back in one line, however narrow the terminal', async () => {
    const { out } = await type(await newDesk(), 'pause --stage my-stage.json', { columns: 40 });
    expect(out).toContain('  npm run requests -- resume --stage my-stage.json\n');
  });

  it.each([
    ['pause', 'stopped', 'resume'],
    ['plan-only', 'planOnly', 'resume'],
  ])('%s sets %s and says how to undo it', async (command, value, undo) => {
    const desk = await newDesk();
    const { code, out } = await type(desk, command);
    expect(code).toBe(0);
    expect(await desk.store.readControl()).toEqual({ writes: value });
    expect(out).toContain(`writes are ${value} now, were on.`);
    expect(out).toContain(`To put it back:\n  npm run requests -- ${undo}\n`);
    expect((await type(desk, `${undo} --stage prod.json`)).out).toContain(
      `To put it back:\n  npm run requests -- ${command} --stage prod.json\n`,
    );
    expect(await desk.store.readControl()).toEqual({ writes: 'on' });
  });
});
