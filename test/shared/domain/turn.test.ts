import { describe, expect, it } from 'vitest';
import { lineUp, pairOf } from '#shared/domain/turn.ts';
import type { TicketRef } from '#shared/ports/request-store.ts';
import { thomas, uwe } from '#test/builders/plan.ts';

const ticket = (number: number): TicketRef => ({ system: 'jira', ticketId: `${number}` });

describe('a pair', () => {
  it('is the same whatever else is known of the two, and another one the other way round or elsewhere', () => {
    const pair = pairOf('account', { source: thomas, target: uwe });
    expect(pair).toMatch(/^[0-9a-f]{64}$/);
    expect(pairOf('account', { source: { ...thomas, active: false }, target: { ...uwe, name: 'x' } })).toBe(pair);
    expect(pairOf('account', { source: uwe, target: thomas })).not.toBe(pair);
    expect(pairOf('other', { source: thomas, target: uwe })).not.toBe(pair);
  });
});

describe('a line', () => {
  it('keeps a place, and begins at the end', () => {
    const [a, b, c] = [ticket(1), ticket(2), ticket(3)];
    expect(lineUp([], a)).toEqual({ line: [a], ahead: [] });
    expect(lineUp([a, b], c)).toEqual({ line: [a, b, c], ahead: [a, b] });
    expect(lineUp([a, b, c], b)).toEqual({ line: [a, b, c], ahead: [a] });
    expect(lineUp([a, b], { ...a, system: 'servicenow' as const })).toMatchObject({ ahead: [a, b] });
  });
});
