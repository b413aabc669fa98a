import { describe, expect, it } from 'vitest';
import { awaitApproval } from '#functions/await-approval/handler.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { requestApproval } from '#functions/request-approval/handler.ts';
import type { Person, Ticket } from '#shared/domain/ticket.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TicketSystem } from '#shared/ports/ticket-system.ts';
import { type Desk, type DeskOptions, desks } from '#test/builders/desk.ts';
import { anna, aPerson, OWN_PERSON, paula } from '#test/builders/tickets.ts';
import { plainly, playToApproval, playToQuestion } from './story.ts';

const newDesk = desks();

async function askedDesk(options: DeskOptions = {}): Promise<Desk> {
  const desk = await newDesk(options);
  await playToQuestion(desk, plainly(desk));
  return desk;
}

const read = (desk: Desk) => readApproval(desk.invocation())(desk.input);
const ask = (desk: Desk) => requestApproval(desk.invocation())(desk.input);

/** People who decide are members of the approver group and known to the ticket system. */
function decide(desk: Desk, state: 'approved' | 'rejected', ...by: Person[]): void {
  for (const person of by) {
    desk.tickets.people.set(person.id, person);
    desk.tickets.approvers.add(person.id);
  }
  desk.tickets.decide(state, ...by);
}

describe('RequestApproval', () => {
  it('opens one decision for a plan, without a further comment', async () => {
    const desk = await askedDesk();
    const before = desk.said().length;
    expect(await ask(desk)).toEqual({ pollSeconds: 3600 });
    expect(desk.tickets.decisions).toHaveLength(1);
    expect(desk.said()).toHaveLength(before);
    expect(await remembered(desk.ports, desk.key, 'decision')).toMatchObject({ planNo: 1, askNo: 1, opened: true });
  });

  it('leads the records a question consists of to the run', async () => {
    const desk = await newDesk();
    desk.tickets.questionChildren = ['row-1', 'row-2'];
    await playToQuestion(desk, plainly(desk));
    expect(await desk.store.findByChild('jira', 'row-1')).toEqual(desk.key);
    expect(await desk.store.findByChild('jira', 'row-2')).toEqual(desk.key);
  });

  it('says what to click where our account may not open a decision', async () => {
    const desk = await newDesk();
    desk.tickets.mayOpen = false;
    await playToQuestion(desk, plainly(desk));
    expect(desk.said().at(-1)).toContain('Please move it by hand.');
    expect(await remembered(desk.ports, desk.key, 'decision')).toMatchObject({ opened: false });
  });

  it('says that an approval from before the plan does not count', async () => {
    const desk = await newDesk();
    desk.tickets.approvedAlready = true;
    await playToQuestion(desk, plainly(desk));
    expect(desk.said().at(-1)).toContain('older than this plan');
  });

  it('asks anew for the next plan, and skips a task it needs no more', async () => {
    const desk = await askedDesk();
    const plan = await remembered(desk.ports, desk.key, 'plan');
    const { plan: current } = await currentPlan(desk.ports, desk.key);
    await desk.store.writeText(desk.key, 'plan:2', JSON.stringify(current));
    await desk.store.writeSection(desk.key, 'plan', { ...plan, planNo: 2, idpActions: 0 });
    await ask(desk);
    expect(desk.tickets.decisions.map(({ decision }) => decision.state)).toEqual(['lapsed', 'pending']);
    expect(desk.said().at(-1)).toContain('became wider');
    expect(desk.tickets.tasks.map(({ state }) => state)).toEqual(['skipped']);
    expect(await remembered(desk.ports, desk.key, 'decision')).toMatchObject({ planNo: 2, askNo: 1 });
  });

  it('refuses to ask about a plan that is not made yet', async () => {
    const desk = await askedDesk();
    const plan = await remembered(desk.ports, desk.key, 'plan');
    await desk.store.writeSection(desk.key, 'plan', { ...plan, digest: null });
    await expect(ask(desk)).rejects.toMatchObject({ name: 'StoredItemDamaged' });
  });

  it('polls hourly, then every six hours, never past the deadline', async () => {
    const desk = await askedDesk();
    desk.advance(9 * 3600);
    expect(await ask(desk)).toEqual({ pollSeconds: 6 * 3600 });
    desk.advance(14 * 86_400 - 9 * 3600 - 120);
    expect(await ask(desk)).toEqual({ pollSeconds: 120 });
  });
});

describe('AwaitApproval', () => {
  it.each([
    ['a decision', (desk: Desk) => decide(desk, 'approved', anna), true],
    ['an edit', (desk: Desk) => desk.edit('target', 'other@company.com'), true],
    ['nothing', () => undefined, false],
  ])('answers itself for %s: %s', async (_case, change, woken) => {
    const desk = await askedDesk();
    change(desk);
    const waiting = { ...desk.input, token: 'token-1', enteredAt: desk.now().toISOString(), attempt: 0 };
    expect(await awaitApproval(desk.ports)(waiting)).toEqual({});
    expect(desk.woken).toEqual(woken ? ['token-1'] : []);
    expect((await desk.store.readToken(desk.key))?.kind).toBe('approval');
  });
});

describe('ReadApproval', () => {
  it('counts an approval by somebody of the group, and remembers for which plan', async () => {
    const desk = await askedDesk();
    decide(desk, 'approved', anna);
    expect(await read(desk)).toEqual({ next: 'approved', pollSeconds: 3600 });
    const { digest } = await currentPlan(desk.ports, desk.key);
    expect(await remembered(desk.ports, desk.key, 'approval')).toMatchObject({ digest, by: [anna], remark: null });
  });

  it('counts what nobody answered only where the ticket system says that the stage accepts it', async () => {
    const desk = await askedDesk();
    const open = desk.tickets.decisions.at(-1);
    if (open === undefined) throw new Error('no decision is open');
    const approved = { state: 'approved', decidedBy: [], at: '2026-11-23T11:00:00.000Z', proof: 'the item' } as const;
    open.decision = { ...approved, unanswered: 'a flow set it' };
    expect(await read(desk)).toMatchObject({ next: 'approved' });
    expect(await remembered(desk.ports, desk.key, 'approval')).toMatchObject({ by: [], remark: 'a flow set it' });
    open.decision = approved;
    expect(await read(desk)).toMatchObject({ next: 'ask again' });
    expect(desk.said().at(-1)).toContain('it is not known who decided');
  });

  it('does not count who asked for it when the run began, whoever the ticket is for now', async () => {
    const desk = await askedDesk();
    desk.change({ requester: anna, parties: [{ personId: anna.id, role: 'requested for' }] });
    decide(desk, 'approved', paula);
    expect(await read(desk)).toMatchObject({ next: 'ask again' });
    expect(desk.said().at(-1)).toContain('reported this ticket');
  });

  it.each([
    ['deactivated', (desk: Desk) => desk.tickets.people.set(paula.id, { ...paula, active: false })],
    ['gone', (desk: Desk) => desk.tickets.people.delete(paula.id)],
  ])('does not count another account of a requester whose own is %s', async (_case, leave) => {
    const desk = await askedDesk();
    leave(desk);
    decide(desk, 'approved', aPerson('person-paula-2', 'P. Peters', { emails: paula.emails }));
    expect(await read(desk)).toMatchObject({ next: 'ask again' });
    expect(desk.said().at(-1)).toContain('P. Peters reported this ticket');
  });

  it('tells IT once that the requester has left, and goes on', async () => {
    const desk = await askedDesk();
    desk.change({ requester: { ...paula, active: false } });
    await read(desk);
    await read(desk);
    const told = desk.said().filter((text) => text.includes('is deactivated or gone'));
    expect(told).toEqual([expect.stringMatching(/^it: The account of Paula Peters/)]);
    decide(desk, 'approved', anna);
    expect(await read(desk)).toMatchObject({ next: 'approved' });
  });

  it('tells IT before the first question where the requester had left already', async () => {
    const desk = await askedDesk({ ticket: { requester: { ...paula, active: false } } });
    expect(desk.said().filter((text) => text.includes('is deactivated or gone'))).toHaveLength(1);
  });

  it('counts a stand-in by name, and judges both', async () => {
    const stand = aPerson('person-stand', 'Stina Stand');
    for (const [absent, next] of [
      [anna, 'approved'],
      [paula, 'ask again'],
    ] as const) {
      const desk = await askedDesk();
      decide(desk, 'approved', stand);
      desk.tickets.people.set(absent.id, absent);
      desk.tickets.approvers.add(absent.id);
      const open = desk.tickets.decisions.at(-1);
      if (open?.decision.state !== 'approved') throw new Error('not decided');
      open.decision = { ...open.decision, inPlaceOf: [absent] };
      expect(await read(desk)).toMatchObject({ next });
      if (next !== 'approved') continue;
      const remark = 'in place of Anna Approver';
      expect(await remembered(desk.ports, desk.key, 'approval')).toMatchObject({ by: [stand], remark });
    }
  });

  it('asks nobody any more once a decision counts, and puts up with a refusal', async () => {
    for (const refused of [false, true]) {
      const desk = await askedDesk();
      decide(desk, 'approved', anna);
      const handles: string[] = [];
      const tickets: TicketSystem = {
        ...desk.tickets.system,
        closeDecision: async (_ticketId, handle) => {
          handles.push(handle);
          if (refused) throw new TicketSystemRefused({ what: 'taking a question back', status: 403, detail: 'no' });
        },
      };
      const ports = { ...desk.invocation(), tickets: () => tickets };
      expect(await readApproval(ports)(desk.input)).toMatchObject({ next: 'approved' });
      expect(handles).toEqual([desk.tickets.decisions.at(-1)?.handle]);
    }
  });

  it('waits, and expires after its days', async () => {
    const desk = await askedDesk();
    expect(await read(desk)).toMatchObject({ next: 'pending' });
    desk.advance(14 * 86_400);
    expect(await read(desk)).toMatchObject({ next: 'expired' });
    expect((await remembered(desk.ports, desk.key, 'closing')).reason).toBe('nobody decided in time');
  });

  const hidden = aPerson('person-hidden', 'Hanna Hidden', { emails: [] });
  const parties = (...more: Ticket['parties']) => ({ ticket: { parties: more } });
  const refusedCases: [string, Person, DeskOptions, RegExp][] = [
    ['the reporter', paula, {}, /reported this ticket/],
    ['the creator', anna, parties({ personId: anna.id, role: 'creator' }), /created this ticket/],
    ['who opened it', anna, parties({ personId: anna.id, role: 'opened by' }), /opened this ticket/],
    ['whom it is for', anna, parties({ personId: anna.id, role: 'requested for' }), /requested for/],
    ['who changed it', anna, parties({ personId: anna.id, role: 'changed a request field' }), /changed a field/],
    ['the source', aPerson('person-t', 'Thomas Müller'), {}, /is the source/],
    ['the target', aPerson('person-u', 'Uwe Becker'), {}, /is the target/],
    [
      'the target as a guest',
      aPerson('person-g', 'U. Guest', { emails: ['uwe_company.com#EXT#@other.onmicrosoft.com'] }),
      {},
      /is the target/,
    ],
    ['the reporter by another account', aPerson('person-p2', 'Paula Peters (admin)'), {}, /reported this ticket/],
    ['an app', aPerson('person-app', 'Robot', { isApp: true }), {}, /app account/],
    ['ourselves', aPerson(OWN_PERSON, 'Access Desk'), {}, /Access Desk works with/],
    ['somebody deactivated', aPerson('person-old', 'Otto Old', { active: false }), {}, /deactivated/],
    ['somebody without an address', hidden, {}, /cannot be told apart/],
  ];
  it.each(refusedCases)('does not count %s, says why, and asks again', async (_case, person, options, why) => {
    const desk = await askedDesk(options);
    decide(desk, 'approved', person);
    expect(await read(desk)).toMatchObject({ next: 'ask again' });
    const said = desk.said().at(-1) ?? '';
    expect(said).toMatch(why);
    expect(said).toContain('May approve: databricks-approvers');
    expect(said).not.toContain('@');
    expect(await desk.store.readSection(desk.key, 'approval')).toBeNull();
    await ask(desk);
    expect(await remembered(desk.ports, desk.key, 'decision')).toMatchObject({ askNo: 2, lapsed: false });
    decide(desk, 'approved', aPerson('person-fine', 'Fiona Fine'));
    expect(await read(desk)).toMatchObject({ next: 'approved' });
  });

  it('does not count somebody outside the group', async () => {
    const desk = await askedDesk();
    desk.tickets.decide('approved', aPerson('person-x', 'Xaver Extern'));
    expect(await read(desk)).toMatchObject({ next: 'ask again' });
    expect(desk.said().at(-1)).toContain('not a member of the approver group');
  });

  it('counts a hidden address the stage knows, or that policy accepts with a remark', async () => {
    const known = await askedDesk({ stage: { identityMap: { [hidden.id]: ['hanna@company.com'] } } });
    decide(known, 'approved', hidden);
    expect(await read(known)).toMatchObject({ next: 'approved' });
    expect((await remembered(known.ports, known.key, 'approval')).remark).toBeNull();

    const { policy } = known.ports.stage;
    const accepting = await askedDesk({ stage: { policy: { ...policy, unprovenApprover: 'accept' } } });
    decide(accepting, 'approved', hidden);
    expect(await read(accepting)).toMatchObject({ next: 'approved' });
    expect((await remembered(accepting.ports, accepting.key, 'approval')).remark).toContain('Hanna Hidden');
  });

  it('counts several approvers only if each of them may', async () => {
    const fiona = aPerson('person-fiona', 'Fiona Fine');
    const good = await askedDesk();
    decide(good, 'approved', anna, fiona);
    expect(await read(good)).toMatchObject({ next: 'approved' });
    const bad = await askedDesk();
    decide(bad, 'approved', anna, paula);
    expect(await read(bad)).toMatchObject({ next: 'ask again' });
    const nobody = await askedDesk();
    decide(nobody, 'approved');
    expect(await read(nobody)).toMatchObject({ next: 'ask again' });
    expect(nobody.said().at(-1)).toContain('it is not known who decided');
  });

  it('takes a rejection from anybody, also one that closes the ticket', async () => {
    const desk = await askedDesk();
    decide(desk, 'rejected', paula);
    desk.change({ closed: true });
    expect(await read(desk)).toMatchObject({ next: 'rejected' });
    expect(await remembered(desk.ports, desk.key, 'closing')).toEqual({ reason: '', by: [paula] });
  });

  it.each([
    ['superseded', (desk: Desk) => desk.edit('reason', 'Another one.')],
    ['withdrawn', (desk: Desk) => desk.change({ closed: true })],
    ['withdrawn', (desk: Desk) => desk.change({ place: 'elsewhere' })],
    ['withdrawn', (desk: Desk) => void desk.tickets.tickets.clear()],
  ])('lets a ticket that is %s weigh more than a yes', async (next, change) => {
    const desk = await askedDesk();
    decide(desk, 'approved', anna);
    change(desk);
    expect(await read(desk)).toMatchObject({ next });
    expect(await desk.store.readSection(desk.key, 'approval')).toBeNull();
  });

  it('lets an edit weigh more than a no: the no was about another request', async () => {
    const desk = await askedDesk();
    decide(desk, 'rejected', anna);
    desk.edit('reason', 'Another one.');
    expect(await read(desk)).toMatchObject({ next: 'superseded' });
  });

  it('asks again when the question lapsed, ten times at most', async () => {
    const desk = await askedDesk();
    const lapse = () => {
      for (const one of desk.tickets.decisions) one.decision = { state: 'lapsed', detail: 'the ticket was moved' };
    };
    for (let question = 1; question < 10; question += 1) {
      lapse();
      expect(await read(desk)).toMatchObject({ next: 'ask again' });
      await ask(desk);
    }
    lapse();
    expect(await read(desk)).toMatchObject({ next: 'expired' });
    expect(desk.tickets.decisions).toHaveLength(10);
    expect((await remembered(desk.ports, desk.key, 'closing')).reason).toContain('10 decisions');
    expect(desk.said().filter((text) => text.includes('We ask again.'))).toHaveLength(9);
    expect(desk.said().at(-1)).toContain('We ask no more.');
  });

  it('does not take a decision on an older question', async () => {
    const desk = await askedDesk();
    decide(desk, 'approved', paula);
    await read(desk);
    await ask(desk);
    const [old] = desk.tickets.decisions;
    if (old === undefined) throw new Error('no decision');
    old.decision = { state: 'approved', decidedBy: [anna], at: desk.now().toISOString(), proof: 'an old mail' };
    expect(await read(desk)).toMatchObject({ next: 'pending' });
  });

  it('approves as the whole story does', async () => {
    const desk = await newDesk();
    await playToApproval(desk, plainly(desk));
    expect((await remembered(desk.ports, desk.key, 'approval')).by).toEqual([anna]);
  });
});
