import { describe, expect, it } from 'vitest';
import { virtualClock } from '#sandbox/engine/clock.ts';
import { TaskDoesNotExist } from '#sandbox/engine/errors.ts';
import type { HistoryEvent } from '#sandbox/engine/history.ts';
import { type JournalRecord, memoryJournal } from '#sandbox/engine/journal.ts';
import { askTask, bench, lambda, named, startOfTime } from './bench.ts';

const work = (name: string, fields: Record<string, unknown>) => ({ Type: 'Task', Resource: lambda(name), ...fields });

/** A bit of everything: retries with jitter, timers, a token, a branch that fails and ends its sibling, a Map. */
const definition = {
  StartAt: 'Read',
  States: {
    Read: work('read', {
      TimeoutSeconds: 300,
      Retry: [{ ErrorEquals: ['Busy'], JitterStrategy: 'FULL', IntervalSeconds: 30 }],
      ResultPath: '$.read',
      Next: 'Pause',
    }),
    Pause: { Type: 'Wait', Seconds: 60, Next: 'Ask' },
    Ask: askTask({ TimeoutSeconds: 3600, ResultPath: '$.answer', End: undefined, Next: 'Fork' }),
    Fork: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Soon',
          States: { Soon: { Type: 'Wait', Seconds: 5, Next: 'Break' }, Break: work('break', { End: true }) },
        },
        { StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 9999, End: true } } },
        { StartAt: 'Quick', States: { Quick: work('quick', { End: true }) } },
      ],
      Catch: [{ ErrorEquals: ['Broken'], ResultPath: '$.problem', Next: 'Each' }],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      MaxConcurrency: 2,
      ItemsPath: '$.items',
      ItemProcessor: {
        StartAt: 'Step',
        States: { Step: work('step', { Next: 'Rest' }), Rest: { Type: 'Wait', Seconds: 2, End: true } },
      },
      ResultPath: '$.steps',
      End: true,
    },
  },
};

function desk(journal = memoryJournal(), time = startOfTime, dice = 0.5) {
  let tries = 0;
  const result: ReturnType<typeof bench> = bench(
    definition,
    {
      read: (_, attempt) => {
        tries += 1;
        if (attempt < 3) throw named('Busy');
        return 'text';
      },
      ask: (payload) => {
        const taskToken = String(Object(payload).token);
        // A person who answers an hour minus a bit later.
        void result.clock
          .sleep(3_000_000)
          .then(() => result.engine.sendTaskSuccess({ taskToken, output: '"yes"' }).catch(() => undefined));
      },
      break: () => Promise.reject(named('Broken')),
      quick: () => 'quick',
      step: (item) => ({ done: item }),
    },
    { journal, clock: virtualClock(time), random: () => dice },
  );
  return { ...result, tries: () => tries };
}

async function historyOf({ engine }: ReturnType<typeof bench>) {
  const [execution] = await engine.listExecutions();
  return engine.getExecutionHistory(execution?.executionArn ?? '');
}

/** What happened and when; what branches did at the same moment may be told in another order. */
function lines(history: readonly HistoryEvent[]): string[] {
  return history.map(({ time, type, state }) => `${time} ${type} ${state}`).sort();
}

const input = JSON.stringify({ items: [1, 2, 3] });

async function whole() {
  const journal = memoryJournal();
  const first = desk(journal);
  const end = await first.run(JSON.parse(input));
  return { end, history: await historyOf(first), records: journal.read()[0] ?? [], calls: first.calls };
}

/** A journal as a process leaves it that is killed after so many records. */
function killedAfter(records: JournalRecord[], count: number) {
  const journal = memoryJournal();
  for (const record of records.slice(0, count)) journal.append('run-1', record);
  return journal;
}

describe('resume', () => {
  it('comes to the same end with the same history, wherever the process is killed', async () => {
    const { end, history, records, calls } = await whole();
    expect(end).toMatchObject({
      status: 'SUCCEEDED',
      output: { read: 'text', answer: 'yes', problem: { Error: 'Broken' } },
    });
    for (let kept = 1; kept <= records.length; kept += 1) {
      const time = Math.max(...records.slice(0, kept).map((record) => (record.type === 'deadline' ? 0 : record.time)));
      const second = desk(killedAfter(records, kept), time);
      await second.engine.resume();
      await second.drain();
      const [execution] = await second.engine.listExecutions();
      expect(JSON.parse(execution?.output ?? ''), `killed after ${kept}`).toEqual(end.output);
      expect(lines(await historyOf(second)), `killed after ${kept}`).toEqual(lines(history));
      const remembered = records.slice(0, kept).filter((record) => record.type === 'outcome').length;
      if (remembered > 0) expect(second.calls.length).toBeLessThan(calls.length);
    }
  });

  it('calls no function again whose outcome is known, and again the one that was cut off', async () => {
    const { records } = await whole();
    const afterRead = records.findIndex((record) => record.type === 'outcome' && record.path === '/0:Read#2') + 1;
    const known = desk(killedAfter(records, afterRead), startOfTime + 60_000);
    await known.engine.resume();
    await known.drain();
    expect(known.calls.map(({ name }) => name)).not.toContain('read');

    const cutOff = desk(killedAfter(records, afterRead - 1), startOfTime + 60_000);
    await cutOff.engine.resume();
    await cutOff.engine.settled();
    expect(cutOff.tries()).toBe(1);
  });

  it.each(['/1:Pause', '/0:Read#0~retry'])('keeps the deadline of the timer %s, dice or not', async (path) => {
    const { records } = await whole();
    const armed = records.findIndex((record) => record.type === 'deadline' && record.path === path) + 1;
    const due = records[armed - 1]?.time ?? 0;
    const second = desk(killedAfter(records, armed), due - 1_000, 0.9);
    await second.engine.resume();
    await second.engine.settled();
    expect(second.clock.nextTimer()).toBe(due);
  });

  it('hands a fresh token to a task that was not answered, which keeps its deadline', async () => {
    const journal = memoryJournal();
    const first = desk(journal);
    await first.engine.startExecution({ name: 'run-1', input });
    while (!first.calls.some(({ name }) => name === 'ask')) {
      await first.engine.settled();
      if (!first.calls.some(({ name }) => name === 'ask')) first.clock.jump();
    }
    const deadline = journal.read()[0]?.findLast((record) => record.type === 'deadline')?.time;
    const second = desk(journal, first.clock.now() + 1_000_000);
    await second.engine.resume();
    await second.engine.settled();
    const tokenOf = ({ calls }: typeof first) => String(Object(calls.at(-1)?.payload).token);
    expect(second.calls.map(({ name }) => name)).toEqual(['ask']);
    expect(tokenOf(second)).not.toBe(tokenOf(first));
    await expect(second.engine.sendTaskSuccess({ taskToken: tokenOf(first), output: '1' })).rejects.toThrow(
      TaskDoesNotExist,
    );
    await second.drain();
    const history = await historyOf(second);
    expect(history.filter(({ type }) => type === 'TaskScheduled')).toHaveLength(1);
    expect(history.find(({ type }) => type === 'TaskTimedOut')?.time).toBe(deadline);
  });

  it('times a task out at once whose deadline passed meanwhile, without calling it', async () => {
    const journal = memoryJournal();
    const slow = { StartAt: 'Ask', States: { Ask: askTask({ TimeoutSeconds: 60 }) } };
    await bench(slow, { ask: () => null }, { journal }).engine.startExecution({ name: 'run-1' });
    await new Promise((turn) => setImmediate(turn));
    const second = bench(slow, { ask: () => null }, { journal, clock: virtualClock(startOfTime + 100_000) });
    await second.engine.resume();
    await second.drain();
    expect(second.calls).toEqual([]);
    expect((await second.events()).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
  });

  it('remembers what has ended, with its history, and its name stays taken', async () => {
    const { records, end, history } = await whole();
    const second = desk(killedAfter(records, records.length));
    await second.engine.resume();
    await second.drain();
    expect(second.calls).toEqual([]);
    expect(await historyOf(second)).toEqual(history);
    const [execution] = await second.engine.listExecutions();
    expect(execution).toMatchObject({ status: end.status, input });
    await expect(second.engine.startExecution({ name: 'run-1', input })).rejects.toThrow('Execution Already Exists');
  });

  it('tells listeners only what is new', async () => {
    const { records } = await whole();
    const pausing = records.findIndex((record) => record.type === 'deadline' && record.path === '/1:Pause') + 1;
    const heard: string[] = [];
    const second = bench(
      definition,
      {},
      {
        journal: killedAfter(records, pausing),
        clock: virtualClock(startOfTime + 46_000),
        onEvent: (_, { type }) => heard.push(type),
      },
    );
    await second.engine.resume();
    await second.engine.settled();
    expect(heard).toEqual([]);
    second.clock.jump();
    await second.engine.settled();
    expect(heard[0]).toBe('WaitStateExited');
  });

  it('fails an execution whose journal does not fit the definition any more', async () => {
    const { records } = await whole();
    const other = { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 60, End: true } } };
    const second = bench(other, {}, { journal: killedAfter(records, records.length - 1) });
    await second.engine.resume();
    const [execution] = await second.engine.listExecutions();
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution?.cause).toContain('/0:Read#0');
  });
});
