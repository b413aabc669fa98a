import { describe, expect, it } from 'vitest';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

const membership = { accountId: 'a', targetId: '7002', groupId: '101' };
const ofRun = (ticketId: string, run = 1) => ({
  ...({ system: 'jira', ticketId, run, effect: 'identity task 1 for plan 1', released: false } as const),
});

export function contractOfClaims(desk: () => Desk): void {
  describe('claims', () => {
    it('belong to whoever was first, and may be renewed by that run only', async () => {
      const { store, other } = desk();
      const [first, second] = [ofRun('10001'), ofRun('10002')];
      expect(await store.claimMembership(membership, first, null)).toEqual(first);
      expect(await other.claimMembership(membership, second, null)).toEqual(first);
      const renewed = { ...first, released: true };
      expect(await store.claimMembership(membership, renewed, null)).toEqual(renewed);
      expect(await other.claimMembership(membership, second, null)).toEqual(renewed);
      expect(await other.claimMembership({ ...membership, groupId: '102' }, second, null)).toEqual(second);
      expect(await other.claimMembership({ ...membership, accountId: 'b' }, second, null)).toEqual(second);
    });

    it('are taken over only as they were seen', async () => {
      const { store, other } = desk();
      const [first, second] = [ofRun('10001'), ofRun('10002')];
      await store.claimMembership(membership, first, null);
      const released = { ...first, released: true };
      await store.claimMembership(membership, released, null);
      expect(await other.claimMembership(membership, second, first)).toEqual(released);
      expect(await other.claimMembership(membership, second, released)).toEqual(second);
      expect(await store.claimMembership(membership, first, null)).toEqual(second);
    });

    it('go to one of many at the same moment', async () => {
      const { connect } = desk();
      const answers = await Promise.all(
        ['1', '2', '3', '4'].map((id) => connect().claimMembership(membership, ofRun(id), null)),
      );
      expect(new Set(answers.map(({ ticketId }) => ticketId)).size).toBe(1);
    });

    it('are forgotten after the retention', async () => {
      const { store, clock } = desk();
      await store.claimMembership(membership, ofRun('10001'), null);
      clock.advance(RETENTION_DAYS * DAY);
      expect(await store.claimMembership(membership, ofRun('10002'), null)).toEqual(ofRun('10002'));
    });
  });
}
