import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approvalPollSeconds,
  approvalWait,
  deadline,
  expired,
  identityPollSeconds,
  targetPollSeconds,
  turnPollSeconds,
  turnWaitDays,
} from '#shared/domain/polling.ts';

const since = '2026-11-23T08:00:00.000Z';
const waited = (hours: number, days = 14) => ({
  since,
  now: new Date(Date.parse(since) + hours * 3_600_000).toISOString(),
  days,
});
const H = 3600;

describe('the wait for a decision', () => {
  const day = (days: number) => new Date(Date.parse(since) + days * 86_400_000).toISOString();
  it.each([
    ['the first plan has all days', { startedAt: day(0) }, 14, 14],
    ['a later plan has what is left of them', { startedAt: day(4), firstStartedAt: day(0) }, 14, 14],
    ['a late plan has three days', { startedAt: day(13), firstStartedAt: day(0) }, 14, 16],
    ['one after the last day too', { startedAt: day(40), firstStartedAt: day(0) }, 14, 43],
    ['but not more than the stage gives the first', { startedAt: day(5), firstStartedAt: day(0) }, 1, 6],
  ])('%s', (_which, plan, days, end) => {
    expect(deadline(approvalWait(plan, days))).toBe(day(end));
  });
});

describe('polls', () => {
  it.each([
    [0, H, 600, H],
    [1.99, H, 600, H],
    [2, H, H, H],
    [7.99, H, H, H],
    [8, 6 * H, H, H],
    [23.99, 6 * H, H, H],
    [24, 6 * H, 6 * H, 6 * H],
    [14 * 24 - 1, H, H, H],
    [14 * 24, 1, 1, 1],
    [20 * 24, 1, 1, 1],
  ])('after %d hours', (hours, approval, identity, target) => {
    const wait = waited(hours);
    expect([approvalPollSeconds(wait), identityPollSeconds(wait), targetPollSeconds(wait)]).toEqual([
      approval,
      identity,
      target,
    ]);
  });

  it('for a turn last as long as an approval and an identity task together, at most 60 days', () => {
    expect(turnWaitDays({ approvalDays: 14, identityDays: 7 })).toBe(21);
    expect(turnWaitDays({ approvalDays: 100, identityDays: 100 })).toBe(60);
    expect([turnPollSeconds(waited(1)), turnPollSeconds(waited(30)), turnPollSeconds(waited(14 * 24))]).toEqual([
      H,
      6 * H,
      1,
    ]);
  });

  it('look often again after a wake', () => {
    const wait = waited(100);
    const woken = (hoursAgo: number) => identityPollSeconds({ ...wait, wokenAt: waited(100 - hoursAgo).now });
    expect([woken(0), woken(1.99), woken(2), woken(24)]).toEqual([600, 600, H, 6 * H]);
    expect(identityPollSeconds({ ...wait, wokenAt: null })).toBe(6 * H);
  });

  it('never sleep past the deadline and end there', () => {
    const minutes = fc.integer({ min: 0, max: 15 * 24 * 60 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(0.5, 1, 14), (passed, days) => {
        const wait = waited(passed / 60, days);
        const left = (Date.parse(deadline(wait)) - Date.parse(wait.now)) / 1000;
        for (const poll of [approvalPollSeconds, identityPollSeconds, targetPollSeconds]) {
          const seconds = poll(wait);
          expect(seconds).toBeGreaterThanOrEqual(1);
          expect(seconds).toBeLessThanOrEqual(Math.max(1, left));
          const then = new Date(Date.parse(wait.now) + seconds * 1000).toISOString();
          expect(expired({ ...wait, now: then })).toBe(seconds >= left);
        }
      }),
    );
  });

  it('expire exactly at the deadline', () => {
    expect(expired(waited(14 * 24 - 0.001))).toBe(false);
    expect(expired(waited(14 * 24))).toBe(true);
    expect(deadline(waited(0))).toBe('2026-12-07T08:00:00.000Z');
  });
});
