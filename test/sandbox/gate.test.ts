import { describe, expect, it } from 'vitest';
import { createGate } from '#sandbox/gate.ts';
import { withShortPolls } from '#sandbox/short-polls.ts';

describe('the gate', () => {
  it('lets work through, failures too', async () => {
    const gate = createGate();
    expect(await gate.pass(async () => 1)).toBe(1);
    await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('once shut begins nothing, and waits for what is under way', async () => {
    const gate = createGate();
    const work = Promise.withResolvers<string>();
    const heard: string[] = [];
    const under = gate.pass(() => work.promise).then((text) => heard.push(text));
    const shut = gate.shut().then(() => heard.push('shut'));
    void gate.pass(async () => heard.push('begun')).then(() => heard.push('late'));
    work.resolve('done');
    await Promise.all([under, shut]);
    expect(heard).toEqual(['done', 'shut']);
  });
});

describe('short polls', () => {
  const info = { executionArn: 'arn', stateName: 'ReadApproval', attempt: 1 };
  const answering = (answer: unknown) =>
    withShortPolls(
      async () => answer,
      (events) => events * 10,
      async () => 2,
    )('fn', {}, info);

  it('shorten what a step says about waiting, and nothing else', async () => {
    expect(await answering({ next: 'pending', pollSeconds: 3600 })).toEqual({ next: 'pending', pollSeconds: 20 });
    expect(await answering({ next: 'pending', pollSeconds: 5 })).toEqual({ next: 'pending', pollSeconds: 5 });
    expect(await answering({ next: 'done', waitSeconds: 3600 })).toEqual({ next: 'done', waitSeconds: 3600 });
    expect(await answering(undefined)).toBeUndefined();
  });
});
