import { describe, expect, it } from 'vitest';
import { ExecutionAlreadyExists, ExecutionDoesNotExist, InvalidName } from '#sandbox/engine/errors.ts';
import { bench } from './bench.ts';

const pause = { StartAt: 'Pause', States: { Pause: { Type: 'Wait', Seconds: 60, End: true } } };

describe('execution names', () => {
  it.each([
    '',
    'x'.repeat(81),
    'a b',
    'a/b',
    'a:b',
    'a#b',
    'a{b}',
    'a"b',
    'a\\b',
    'a\u0007',
    'a\u0085',
    'a\n',
    'a|b',
    'a?b',
    'a*b',
    'a&b',
    'a,b',
    'a;b',
    'a$b',
    'a`b',
    'a~b',
    'a^b',
    'a%b',
    'a<b',
  ])('refuses %j', async (name) => {
    await expect(bench(pause).engine.startExecution({ name })).rejects.toThrow(InvalidName);
  });

  it.each(['x'.repeat(80), 'jira-10042-1', 'a.b_c@d!', 'ärger'])('takes %s', async (name) => {
    const { executionArn } = await bench(pause).engine.startExecution({ name });
    expect(executionArn).toBe(`arn:aws:states:eu-central-1:111111111111:execution:desk:${name}`);
  });

  it('answers the same start again, but only while it runs and with the same input', async () => {
    const desk = bench(pause);
    const start = (input: string) => desk.engine.startExecution({ name: 'jira-1-1', input });
    const first = await start('{"a":1}');
    desk.clock.advanceTo(desk.clock.now() + 10_000);
    expect(await start('{"a":1}')).toEqual(first);
    expect(await desk.engine.listExecutions()).toHaveLength(1);
    await expect(start('{"a":2}')).rejects.toThrow(ExecutionAlreadyExists);
    await desk.drain();
    await expect(start('{"a":1}')).rejects.toThrow(ExecutionAlreadyExists);
  });

  it('lists the newest first and knows no other', async () => {
    const desk = bench(pause);
    await desk.run({}, 'one');
    await desk.engine.startExecution({ name: 'two' });
    const list = await desk.engine.listExecutions();
    expect(list.map(({ name, status }) => [name, status])).toEqual([
      ['two', 'RUNNING'],
      ['one', 'SUCCEEDED'],
    ]);
    expect(list[1]?.stopDate).toEqual(new Date('2026-11-23T09:01:00Z'));
    for (const look of [desk.engine.describeExecution, desk.engine.getExecutionHistory, desk.engine.stopExecution]) {
      await expect(look('arn:aws:states:x:1:execution:desk:none')).rejects.toThrow(ExecutionDoesNotExist);
    }
  });
});
