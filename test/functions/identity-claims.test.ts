import { describe, expect, it } from 'vitest';
import { openIdentityTask } from '#functions/open-identity-task/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { verifyMemberships } from '#functions/verify-memberships/handler.ts';
import { type Desk, desks } from '#test/builders/desk.ts';
import { dyingAfter, Killed } from '#test/builders/killed.ts';
import { anna } from '#test/builders/tickets.ts';
import { identityTeamActs, plainly, playToApproval, playToPlan, playToQuestion } from './story.ts';

const newDesk = desks();

/** Two tickets that ask for the same group and person, in one account and one ticket system. */
async function twoDesks(): Promise<readonly [Desk, Desk]> {
  const first = await newDesk();
  const second = await newDesk({ beside: first });
  return [first, second];
}

const states = ({ tickets, key }: Desk) =>
  tickets.tasks.filter(({ parentId }) => parentId === key.ticketId).map(({ state }) => state);
const release = (desk: Desk) => releaseIdentityTask(desk.invocation())(desk.input);
const verify = (desk: Desk) => verifyMemberships(desk.invocation())({ ...desk.input, read: 'verify' });
const open = (desk: Desk) => openIdentityTask(desk.invocation())(desk.input);

describe('two open requests for one group and person', () => {
  it('make one task: the second names the first, and waits for the same membership', async () => {
    const [first, second] = await twoDesks();
    await playToQuestion(first, plainly(first));
    await playToApproval(second, plainly(second));
    expect(states(second)).toEqual([]);
    const [told] = second.said().filter((text) => text.includes('no second task'));
    expect(told).toContain(`data-engineers: ${first.tickets.tasks[0]?.key}`);
  });

  it('the first one approved has the task: one that nobody may work on yet is not waited for', async () => {
    const [first, second] = await twoDesks();
    await playToQuestion(first, plainly(first));
    await playToApproval(second, plainly(second));
    await release(second);
    expect(states(first)).toEqual(['on hold']);
    expect(states(second)).toEqual(['open']);
    // Approved later, the first one leaves the group to the task that is under way.
    first.tickets.decide('approved', anna);
    await approve(first);
    await release(first);
    expect(states(first)).toEqual(['skipped']);
    expect(first.tickets.comments.at(-1)?.text).toContain(first.tickets.tasks[1]?.key);
    identityTeamActs(second);
    expect(await verify(first)).toMatchObject({ next: 'done' });
    expect(await verify(second)).toMatchObject({ next: 'done' });
  });

  it('an approved one is waited for, and asked instead of when it ends without the group', async () => {
    const [first, second] = await twoDesks();
    await playToApproval(first, plainly(first));
    await release(first);
    await playToApproval(second, plainly(second));
    await release(second);
    await verify(second);
    expect(states(second)).toEqual([]);
    await first.store.closeRun(first.key, 'done', null);
    await verify(second);
    expect(states(second)).toEqual(['open']);
    await verify(second);
    expect(states(second)).toEqual(['open']);
  });

  it.each(['skipped', 'declined'] as const)('a task that was %s is waited for no more', async (how) => {
    const [first, second] = await twoDesks();
    await playToApproval(first, plainly(first));
    await release(first);
    const section = await first.store.readSection(first.key, 'identityTask');
    if (section === null) throw new Error('no task');
    const tasks = section.tasks.map((task) => ({ ...task, [how]: true }));
    await first.store.writeSection(first.key, 'identityTask', { ...section, tasks });
    await playToQuestion(second, plainly(second));
    expect(states(second)).toEqual(['on hold']);
  });

  it('opened at the same moment, only one has the group', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [first, second] = await twoDesks();
      for (const desk of [first, second]) await playToPlan(desk, plainly(desk));
      await Promise.all([open(first), open(second)]);
      expect([...states(first), ...states(second)]).toEqual(['on hold']);
    }
  });

  it('killed after any effect, the second still leaves one task, one comment and one file', async () => {
    for (let n = 1; ; n += 1) {
      const [first, second] = await twoDesks();
      await playToQuestion(first, plainly(first));
      await playToApproval(second, plainly(second));
      const victim = dyingAfter(second.invocation(), n);
      try {
        await releaseIdentityTask(victim.ports)(second.input);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      second.advance(160);
      await release(second);
      expect(states(second), `killed after effect ${n}`).toEqual(['open']);
      const [task] = second.tickets.tasks.filter(({ parentId }) => parentId === second.key.ticketId);
      expect(second.tickets.comments.filter(({ ticketId }) => ticketId === task?.id)).toHaveLength(1);
      expect(second.tickets.attachments.filter(({ ticketId }) => ticketId === task?.id)).toHaveLength(1);
      if (!victim.isDead()) return;
    }
  });
});

async function approve(desk: Desk): Promise<void> {
  const { readApproval } = await import('#functions/read-approval/handler.ts');
  await readApproval(desk.invocation())(desk.input);
}
