import { describe, expect, it } from 'vitest';
import { required } from '#functions/common/environment.ts';
import { haltedBy } from '#functions/common/halt.ts';
import { hold } from '#functions/common/hold.ts';
import { lookAtTicket } from '#functions/common/look.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { ConfigurationInvalid, StoredItemDamaged } from '#shared/errors.ts';
import { desks } from '#test/builders/desk.ts';
import { plainly, playToApproval, playToQuestion } from '../story.ts';

const newDesk = desks();

async function deskWithTicketRead() {
  const desk = await newDesk();
  await readRequest(desk.invocation())(desk.input);
  return desk;
}

describe('look', () => {
  it('sees an unchanged ticket through other white space and case', async () => {
    const desk = await deskWithTicketRead();
    desk.edit('source', ' Thomas@Company.com ');
    desk.change({ statusId: '10001', key: 'NEW-1' });
    expect((await lookAtTicket(desk.ports, desk.key)).state).toBe('unchanged');
  });

  it.each([
    ['another target', 'target', ['other@company.com']],
    ['another reason', 'reason', ['Another one.']],
    ['a request that cannot be understood any more', 'source', ['a', 'b']],
    ['an emptied field', 'target', []],
  ] as const)('sees %s as another revision', async (_case, field, values) => {
    const desk = await deskWithTicketRead();
    desk.edit(field, ...values);
    expect(await lookAtTicket(desk.ports, desk.key)).toMatchObject({
      state: 'superseded',
      reason: 'the request was edited',
    });
  });

  it.each([
    ['moved', { place: '10200/10100' }, /moved/],
    ['not served any more', { served: false }, /moved/],
    ['closed', { closed: true }, /closed/],
  ] as const)('sees a ticket that is %s as withdrawn', async (_case, change, reason) => {
    const desk = await deskWithTicketRead();
    desk.change(change);
    const look = await lookAtTicket(desk.ports, desk.key);
    expect(look).toMatchObject({ state: 'withdrawn', reason: expect.stringMatching(reason) });
  });

  it('sees a ticket that is gone as withdrawn, without a ticket', async () => {
    const desk = await deskWithTicketRead();
    desk.tickets.tickets.clear();
    expect(await lookAtTicket(desk.ports, desk.key)).toMatchObject({ state: 'withdrawn', ticket: null });
  });

  it('lets an edit of a closed ticket weigh more: a next run looks at it', async () => {
    const desk = await deskWithTicketRead();
    desk.edit('target', 'other@company.com');
    desk.change({ closed: true });
    expect((await lookAtTicket(desk.ports, desk.key)).state).toBe('superseded');
  });
});

describe('halt', () => {
  it('lets work go on under an approval that stands', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    expect(await haltedBy(desk.ports, desk.key)).toBeNull();
    expect(await desk.store.readSection(desk.key, 'closing')).toBeNull();
  });

  it('stops without an approval', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    expect(await haltedBy(desk.ports, desk.key)).toBe('withdrawn');
  });

  it('stops when the decision does not stand any more, and remembers why', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    for (const one of desk.tickets.decisions) one.decision = { state: 'pending' };
    expect(await haltedBy(desk.ports, desk.key)).toBe('withdrawn');
    expect((await remembered(desk.ports, desk.key, 'closing')).reason).toBe('the approval was taken back');
  });

  it('goes on where the ticket was closed by the identity task that is done, and only then', async () => {
    const closedWhile = async (task: 'on hold' | 'open' | 'done' | 'skipped', released: boolean) => {
      const desk = await newDesk();
      await playToApproval(desk, plainly(desk));
      const known = await remembered(desk.ports, desk.key, 'identityTask');
      const tasks = known.tasks.map((one) => ({ ...one, released }));
      await desk.store.writeSection(desk.key, 'identityTask', { ...known, tasks });
      for (const one of desk.tickets.tasks) one.state = task;
      desk.change({ closed: true });
      return haltedBy(desk.ports, desk.key);
    };
    expect(await closedWhile('done', true)).toBeNull();
    expect(await closedWhile('open', true)).toBe('withdrawn');
    expect(await closedWhile('skipped', true)).toBe('withdrawn');
    expect(await closedWhile('done', false)).toBe('withdrawn');
  });

  it('stops for an edit, and remembers why', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    desk.edit('scanUc', 'no');
    expect(await haltedBy(desk.ports, desk.key)).toBe('superseded');
    expect((await remembered(desk.ports, desk.key, 'closing')).reason).toBe('the request was edited');
  });
});

describe('hold', () => {
  const enteredAt = '2026-11-23T10:00:00.000Z';

  it('keeps the token before it looks', async () => {
    const desk = await newDesk();
    const waiting = { ...desk.key, token: 'token-1', enteredAt, attempt: 0 };
    let kept: string | undefined;
    await hold(desk.ports, waiting, 'approval', async () => {
      kept = (await desk.store.readToken(desk.key))?.token;
      return false;
    });
    expect([kept, desk.woken]).toEqual(['token-1', []]);
  });

  it('answers its own token when there is something to do already', async () => {
    const desk = await newDesk();
    await hold(desk.ports, { ...desk.key, token: 'token-1', enteredAt, attempt: 0 }, 'approval', async () => true);
    expect(desk.woken).toEqual(['token-1']);
  });

  it('does not put an older token over a newer one', async () => {
    const desk = await newDesk();
    const wait = (token: string, attempt: number) =>
      hold(desk.ports, { ...desk.key, token, enteredAt, attempt }, 'approval', async () => false);
    await wait('second', 1);
    await wait('first', 0);
    expect((await desk.store.readToken(desk.key))?.token).toBe('second');
  });
});

describe('what a run remembers', () => {
  it('is damaged where an earlier step has left nothing', async () => {
    const desk = await newDesk();
    await expect(remembered(desk.ports, desk.key, 'request')).rejects.toThrow(StoredItemDamaged);
  });

  it('is damaged where plan and digest do not belong together', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    const { plan } = await currentPlan(desk.ports, desk.key);
    const damage = async (text: string) => {
      await desk.store.writeText(desk.key, 'plan:1', text);
      await expect(currentPlan(desk.ports, desk.key)).rejects.toThrow(StoredItemDamaged);
    };
    await damage(JSON.stringify({ ...plan, target: { ...plan.target, id: '1' } }));
    await damage('{}');
    await damage('no JSON');
    await desk.store.writeText(desk.key, 'plan:1', JSON.stringify(plan));
    expect((await currentPlan(desk.ports, desk.key)).plan).toEqual(plan);
  });

  it('keeps the rows of the plan in their order', async () => {
    const desk = await newDesk();
    await playToQuestion(desk, plainly(desk));
    const { plan } = await currentPlan(desk.ports, desk.key);
    expect(plan.actions.map(({ group }) => group.name)).toEqual([
      'data-engineers',
      'ml-catalog-readers',
      'npb-platform-users',
      'scratch-workspace-admins',
    ]);
  });
});

describe('the environment', () => {
  it('names a variable that is missing or empty', () => {
    expect(required({ TABLE_NAME: 'desk' }, 'TABLE_NAME')).toBe('desk');
    for (const env of [{}, { TABLE_NAME: '' }]) {
      expect(() => required(env, 'TABLE_NAME')).toThrow(ConfigurationInvalid);
      expect(() => required(env, 'TABLE_NAME')).toThrow(/TABLE_NAME/);
    }
  });
});
