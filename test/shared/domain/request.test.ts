import { describe, expect, it } from 'vitest';
import { revisionOf } from '#shared/domain/request.ts';

const request = { source: 'a@x.com', target: 'b@x.com', without: ['g1', 'g2'], scanUc: true, reason: 'new team' };

describe('the revision of a request', () => {
  it.each([
    ['case and white space of people', { source: ' A@X.com ' }],
    ['the order of what is left out', { without: ['g2', 'g1'] }],
    ['white space in the reason', { reason: ' new\n team' }],
  ])('stays with %s', (_, change) => {
    expect(revisionOf({ ...request, ...change })).toBe(revisionOf(request));
  });

  it.each([
    ['another target', { target: 'c@x.com' }],
    ['the case of a group, which may be another group', { without: ['G1', 'g2'] }],
    ['another scan', { scanUc: false }],
    ['another reason', { reason: 'old team' }],
  ])('changes with %s', (_, change) => {
    expect(revisionOf({ ...request, ...change })).not.toBe(revisionOf(request));
  });
});
