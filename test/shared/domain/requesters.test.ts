import { describe, expect, it } from 'vitest';
import { handsIn } from '#shared/domain/requesters.ts';
import { PARTY_ROLES } from '#shared/domain/ticket.ts';
import { aPerson } from '#test/builders/tickets.ts';

describe('who had a hand in a wish', () => {
  it('is who filed it, in whose name and who changed it, not whom it is for and not ourselves', () => {
    const parties = PARTY_ROLES.map((role) => ({ personId: role === 'ourselves' ? 'desk' : role, role }));
    const both = [...parties, { personId: 'desk', role: 'creator' as const }];
    expect(handsIn({ requester: aPerson('reporter', 'Rita'), parties: both }, 'desk')).toEqual([
      'reporter',
      'creator',
      'opened by',
      'changed a request field',
    ]);
  });
});
