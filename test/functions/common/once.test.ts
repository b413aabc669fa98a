import { describe, expect, it } from 'vitest';
import { attach } from '#functions/common/attach.ts';
import { type Effect, once } from '#functions/common/once.ts';
import { say } from '#functions/common/say.ts';
import { DeskStopped, EffectUnsettled, TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import { type Desk, desks } from '#test/builders/desk.ts';

const newDesk = desks();

/** An effect on a list outside. Without an answer it is applied, or dropped, and the caller never hears of it. */
function anEffect(more: Partial<Effect> = {}) {
  const outside: string[] = [];
  const removed: string[] = [];
  const lost = new TicketSystemUnavailable({ what: 'an answer' });
  let answers: 'well' | 'never, applied' | 'never, dropped' = 'well';
  const effect: Effect = {
    name: 'the effect',
    settleSeconds: 30,
    find: async () => [...outside],
    cause: async () => {
      const id = `id-${outside.length + removed.length + 1}`;
      if (answers !== 'never, dropped') outside.push(id);
      if (answers !== 'well') throw lost;
      return id;
    },
    remove: async (id) => {
      outside.splice(outside.indexOf(id), 1);
      removed.push(id);
    },
    ...more,
  };
  return {
    effect,
    outside,
    removed,
    answer: (how: typeof answers) => {
      answers = how;
    },
  };
}

const attempt = (desk: Desk, effect: Effect) => once(desk.invocation(), desk.key, effect);

describe('once', () => {
  it('causes a fresh effect without looking for it, and remembers its receipt', async () => {
    const desk = await newDesk();
    let looks = 0;
    const find = async () => {
      looks += 1;
      return [];
    };
    const { effect, outside } = anEffect({ find });
    expect(await attempt(desk, effect)).toBe('id-1');
    expect(await attempt(desk, effect)).toBe('id-1');
    expect([outside, looks]).toEqual([['id-1'], 0]);
  });

  it('waits for an attempt without an answer, in whole seconds, and says how long', async () => {
    const desk = await newDesk();
    const { effect, outside, answer } = anEffect();
    answer('never, applied');
    await expect(attempt(desk, effect)).rejects.toThrow(TicketSystemUnavailable);
    answer('well');
    desk.advance(12.5);
    const early = await attempt(desk, effect).catch((error: unknown) => error);
    expect(early).toBeInstanceOf(EffectUnsettled);
    expect(early).toMatchObject({ facts: { effect: 'the effect', waitSeconds: 18 } });
    desk.advance(17.5);
    expect(await attempt(desk, effect)).toBe('id-1');
    expect(outside).toEqual(['id-1']);
  });

  it('waits from the end of an attempt, which may have taken long', async () => {
    const desk = await newDesk();
    const { effect, outside, answer } = anEffect();
    const slow = async () => {
      desk.advance(66);
      return effect.cause();
    };
    answer('never, applied');
    await expect(attempt(desk, { ...effect, cause: slow })).rejects.toThrow(TicketSystemUnavailable);
    answer('well');
    desk.advance(29);
    await expect(attempt(desk, effect)).rejects.toThrow(EffectUnsettled);
    desk.advance(1);
    expect(await attempt(desk, effect)).toBe('id-1');
    expect(outside).toEqual(['id-1']);
  });

  it('waits for an attempt whose process died as long as one can take', async () => {
    const desk = await newDesk();
    const { effect } = anEffect();
    await desk.store.intend(desk.key, effect.name, { owner: 'dead', before: 'absent' });
    desk.advance(149);
    await expect(attempt(desk, effect)).rejects.toMatchObject({ facts: { waitSeconds: 1 } });
    desk.advance(1);
    expect(await attempt(desk, effect)).toBe('id-1');
  });

  it('waits longer where it could not be noted that an attempt is over', async () => {
    const desk = await newDesk();
    const { effect, answer } = anEffect();
    answer('never, applied');
    const ports = desk.invocation();
    const store = { ...ports.store, giveUp: () => Promise.reject(new TypeError('no store')) };
    await expect(once({ ...ports, store }, desk.key, effect)).rejects.toThrow(TicketSystemUnavailable);
    desk.advance(149);
    await expect(attempt(desk, effect)).rejects.toThrow(EffectUnsettled);
    desk.advance(1);
    expect(await attempt(desk, effect)).toBe('id-1');
  });

  it('causes it again when the look-up finds nothing', async () => {
    const desk = await newDesk();
    const { effect, outside, answer } = anEffect();
    answer('never, dropped');
    await expect(attempt(desk, effect)).rejects.toThrow(TicketSystemUnavailable);
    answer('well');
    desk.advance(30);
    expect(await attempt(desk, effect)).toBe('id-1');
    expect(outside).toEqual(['id-1']);
  });

  it('waits anew after every attempt that got no answer', async () => {
    const desk = await newDesk();
    const { effect, answer } = anEffect();
    answer('never, dropped');
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(attempt(desk, effect)).rejects.toThrow(TicketSystemUnavailable);
      desk.advance(29);
      await expect(attempt(desk, effect)).rejects.toThrow(EffectUnsettled);
      desk.advance(1);
    }
  });

  it('removes twins, and goes on where it may not', async () => {
    for (const may of [true, false]) {
      const desk = await newDesk();
      const refusal = new TicketSystemRefused({ what: 'removing', status: 403, detail: 'no' });
      const forbidden = { remove: () => Promise.reject(refusal) };
      const { effect, outside, answer } = anEffect(may ? {} : forbidden);
      answer('never, applied');
      await expect(attempt(desk, effect)).rejects.toThrow(TicketSystemUnavailable);
      outside.push('twin-1', 'twin-2');
      desk.advance(30);
      expect(await attempt(desk, effect)).toBe('id-1');
      expect(outside).toEqual(may ? ['id-1'] : ['id-1', 'twin-1', 'twin-2']);
      expect(desk.logged.filter((line) => line.startsWith('warn an effect took place twice'))).toHaveLength(2);
    }
  });

  it('does not hide that a twin could not be removed for now', async () => {
    const desk = await newDesk();
    const { effect, outside, answer } = anEffect({
      remove: () => Promise.reject(new TicketSystemUnavailable({ what: 'removing' })),
    });
    answer('never, applied');
    await expect(attempt(desk, effect)).rejects.toThrow(TicketSystemUnavailable);
    outside.push('twin');
    desk.advance(30);
    await expect(attempt(desk, effect)).rejects.toThrow('removing');
  });

  it('lets an invocation everybody thought dead take its late twin away', async () => {
    const desk = await newDesk();
    const outside: string[] = [];
    let wakeZombie = () => {};
    const asleep = new Promise<void>((resolve) => {
      wakeZombie = resolve;
    });
    const effect = (cause: Effect['cause']): Effect => ({
      name: 'the effect',
      settleSeconds: 30,
      find: async () => [...outside],
      cause,
      remove: async (id) => void outside.splice(outside.indexOf(id), 1),
    });
    const causing = (id: string) => async () => {
      outside.push(id);
      return id;
    };
    const zombie = attempt(
      desk,
      effect(async () => {
        await asleep;
        return causing('late')();
      }),
    );
    while ((await desk.store.readEffect(desk.key, 'the effect')) === null) await Promise.resolve();
    desk.advance(151);
    expect(await attempt(desk, effect(causing('second')))).toBe('second');
    wakeZombie();
    expect(await zombie).toBe('second');
    expect(outside).toEqual(['second']);
  });

  it('lets one of two at once do it', async () => {
    const desk = await newDesk();
    const { effect, outside } = anEffect();
    const both = await Promise.allSettled([attempt(desk, effect), attempt(desk, effect)]);
    expect(outside).toEqual(['id-1']);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(EffectUnsettled);

    const later = anEffect({ name: 'repeated by two' });
    later.answer('never, dropped');
    await expect(attempt(desk, later.effect)).rejects.toThrow(TicketSystemUnavailable);
    later.answer('well');
    desk.advance(30);
    await Promise.allSettled([attempt(desk, later.effect), attempt(desk, later.effect)]);
    expect(later.outside).toEqual(['id-1']);
  });

  it('does nothing while the stop switch is thrown, not even declare it', async () => {
    const desk = await newDesk({ writes: 'stopped' });
    const { effect, outside } = anEffect();
    await expect(attempt(desk, effect)).rejects.toThrow(DeskStopped);
    expect(await desk.store.readEffect(desk.key, 'the effect')).toBeNull();
    await desk.store.writeControl('planOnly');
    expect(await attempt(desk, effect)).toBe('id-1');
    await desk.store.writeControl('stopped');
    expect(await attempt(desk, effect)).toBe('id-1');
    expect(outside).toEqual(['id-1']);
  });
});

describe('say', () => {
  const body = [{ kind: 'paragraph' as const, text: 'Hello.' }];

  it('puts a comment with a marker of run, name and audience, once', async () => {
    const desk = await newDesk();
    await say(desk.invocation(), desk.key, { name: 'hello', audience: 'requester', body });
    await say(desk.invocation(), desk.key, { name: 'hello', audience: 'requester', body });
    await say(desk.invocation(), desk.key, { name: 'hello', audience: 'it', body });
    expect(desk.said()).toEqual(['requester: Hello.', 'it: Hello.']);
    expect(desk.tickets.comments[0]?.marker).toBe(`jira-${desk.key.ticketId}-1/say hello to requester`);
  });

  it('finds its comment again after an answer that was lost', async () => {
    const desk = await newDesk();
    desk.tickets.fault = (call) =>
      call.startsWith('addComment')
        ? { error: new TicketSystemUnavailable({ what: 'adding a comment' }), applied: true }
        : undefined;
    const saying = { name: 'hello', audience: 'it', body } as const;
    await expect(say(desk.invocation(), desk.key, saying)).rejects.toThrow(TicketSystemUnavailable);
    desk.tickets.fault = () => undefined;
    desk.advance(30);
    await say(desk.invocation(), desk.key, saying);
    expect(desk.said()).toEqual(['it: Hello.']);
  });
});

describe('attach', () => {
  it('attaches a file of one name once, and removes a twin', async () => {
    const desk = await newDesk();
    desk.tickets.fault = (call) =>
      call.startsWith('addAttachment')
        ? { error: new TicketSystemUnavailable({ what: 'attaching' }), applied: true }
        : undefined;
    const file = { fileName: 'plan.csv', text: 'a,b\r\n', audience: 'it' } as const;
    await expect(attach(desk.invocation(), desk.key, file)).rejects.toThrow(TicketSystemUnavailable);
    desk.tickets.fault = () => undefined;
    const [first] = desk.tickets.attachments;
    if (first === undefined) throw new Error('nothing was attached');
    desk.tickets.attachments.push({ ...first, id: 'twin' });
    desk.advance(30);
    await attach(desk.invocation(), desk.key, file);
    expect(desk.tickets.attachments).toEqual([first]);
    expect(first.text).toBe('a,b\r\n');
  });
});
