import { describe, expect, it } from 'vitest';
import { DAY, type Desk, RETENTION_DAYS } from './contract.ts';

export function contractOfTraces(desk: () => Desk): void {
  describe('control', () => {
    it('says what the stage says until somebody sets it, for good', async () => {
      const { store, connect, clock } = desk();
      expect(await store.readControl()).toEqual({ writes: 'planOnly' });
      expect(await connect({ initialWrites: 'on' }).readControl()).toEqual({ writes: 'on' });
      await store.writeControl('stopped');
      clock.advance(10 * RETENTION_DAYS * DAY);
      expect(await connect({ initialWrites: 'on' }).readControl()).toEqual({ writes: 'stopped' });
      await store.writeControl('on');
      expect(await store.readControl()).toEqual({ writes: 'on' });
    });
  });

  describe('deliveries', () => {
    it('remembers a delivery per system, for days', async () => {
      const { store, other, clock } = desk();
      expect(await store.wasDelivered('jira', 'd1')).toBe(false);
      await store.recordDelivery('jira', 'd1');
      await store.recordDelivery('jira', 'd1');
      expect(await other.wasDelivered('jira', 'd1')).toBe(true);
      expect(await other.wasDelivered('servicenow', 'd1')).toBe(false);
      expect(await other.wasDelivered('jira', 'd')).toBe(false);
      clock.advance(2 * DAY);
      expect(await store.wasDelivered('jira', 'd1')).toBe(true);
      clock.advance(RETENTION_DAYS * DAY);
      expect(await store.wasDelivered('jira', 'd1')).toBe(false);
    });
  });

  describe('children', () => {
    it('lead back to their run', async () => {
      const { store, other, clock } = desk();
      const key = { system: 'jira', ticketId: '10042', run: 2 } as const;
      expect(await store.findByChild('jira', '10043')).toBeNull();
      await store.rememberChild('jira', '10043', key);
      await store.rememberChild('jira', '10043', key);
      expect(await other.findByChild('jira', '10043')).toEqual(key);
      expect(await other.findByChild('servicenow', '10043')).toBeNull();
      clock.advance(RETENTION_DAYS * DAY);
      expect(await store.findByChild('jira', '10043')).toBeNull();
    });
  });

  describe('sweep mark', () => {
    it('is per system, and stays', async () => {
      const { store, other, clock } = desk();
      expect(await store.readSweepMark('jira')).toBeNull();
      await store.writeSweepMark('jira', '2026-11-23T10:00:00.000Z');
      await store.writeSweepMark('jira', '2026-11-23T10:15:00.000Z');
      clock.advance(10 * RETENTION_DAYS * DAY);
      expect(await other.readSweepMark('jira')).toBe('2026-11-23T10:15:00.000Z');
      expect(await other.readSweepMark('servicenow')).toBeNull();
    });
  });
}
