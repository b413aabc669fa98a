import { describe, expect, it } from 'vitest';
import { users } from '#sandbox/simulators/servicenow/example-instance.ts';
import { type Desk, openDesk, withApproval } from './desk.ts';
import { asked, deskWith, states } from './question.ts';

describe('an order that holds two of our items, where the stage asks on orders', () => {
  it('has each asked about by itself: a yes to the order would not say to which plan', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { instance } = desk.serviceNow;
    const [first, second] = [desk.order(), desk.order()];
    instance.item(second.number).request = instance.item(first.number).request ?? '';
    const asking = async ({ sysId }: { sysId: string }) => (await desk.tickets.openDecision(sysId)).handle;
    const [one, two] = [await asking(first), await asking(second)];
    expect(states(desk, first.requestNumber)).toEqual([]);
    instance.as(users.petra).decide(first.number, 'approved');
    expect(await desk.tickets.readDecision(first.sysId, one)).toMatchObject({ state: 'approved' });
    expect(await desk.tickets.readDecision(second.sysId, two)).toEqual({ state: 'pending' });
  });
});

describe('an order that comes to hold two of our items', () => {
  const join = (desk: Desk, number: string) => {
    const other = desk.order();
    const { instance } = desk.serviceNow;
    instance.item(other.number).request = instance.item(number).request ?? '';
    return other;
  };

  it('has its rows taken back when the item is asked about by itself', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { sysId, number, requestNumber, read } = await asked(desk);
    join(desk, number);
    expect(await read()).toEqual({ state: 'lapsed', detail: 'the question was closed without an answer' });
    await desk.tickets.openDecision(sysId);
    expect(states(desk, requestNumber)).toEqual(['petra not_required', 'paul not_required']);
    expect(states(desk, number)).toEqual(['petra requested', 'paul requested']);
  });

  it('has them taken back with the question too', async () => {
    await using desk = await deskWith({ on: 'request' });
    const { sysId, number, requestNumber, opened } = await asked(desk);
    join(desk, number);
    await desk.tickets.closeDecision(sysId, opened.handle);
    expect(states(desk, requestNumber)).toEqual(['petra not_required', 'paul not_required']);
  });

  it('lets a set field count for the item that is asked about, and not for its order', async () => {
    await using desk = await openDesk({}, (stage) => ({
      ...withApproval(stage, { on: 'request', withoutRows: 'accept' }),
      history: 'none',
    }));
    const { sysId, number } = desk.order();
    join(desk, number);
    const { instance } = desk.serviceNow;
    instance.item(number).approval = 'approved';
    const { handle } = await desk.tickets.openDecision(sysId);
    expect(handle).toContain(';item:requested;order:approved;');
    instance.as(users.agent).setApproval(number, 'approved');
    expect(await desk.tickets.readDecision(sysId, handle)).toMatchObject({ state: 'approved' });
  });
});
