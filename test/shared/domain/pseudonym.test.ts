import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  databricksPerson,
  handlesOf,
  namedPerson,
  type PseudonymKeys,
  sealPerson,
  sealText,
  ticketAccount,
  ticketPerson,
} from '#shared/domain/pseudonym.ts';
import { thomas } from '#test/builders/plan.ts';
import { anna } from '#test/builders/tickets.ts';

const keys: PseudonymKeys = { current: 'k1', keys: { k1: 'the first key, of thirty-two characters' } };
const rotated: PseudonymKeys = { current: 'k2', keys: { ...keys.keys, k2: 'the second key, thirty-two characters' } };

describe('a sealed person', () => {
  it('is the HMAC-SHA-256 of the account, cut to 128 bits, behind the id of its key', () => {
    const mac = createHmac('sha256', keys.keys.k1 ?? '')
      .update('jira\nperson-anna', 'utf8')
      .digest('hex');
    expect(sealPerson(keys, ticketPerson('jira', anna, {})).id).toBe(`k1.${mac.slice(0, 32)}`);
  });

  it('is found by account, by every address and by addresses of the identity map, in any case', () => {
    const sealed = sealPerson(keys, ticketPerson('jira', anna, { [anna.id]: ['a.approver@other.com'] }));
    for (const text of [anna.id, 'ANNA@company.com', ' a.approver@other.com ']) {
      expect(handlesOf(keys, text).isDisjointFrom(new Set(sealed.handles)), text).toBe(false);
    }
    expect(handlesOf(keys, 'anna@other.com').isDisjointFrom(new Set(sealed.handles))).toBe(true);
  });

  it('shares a handle with another account of the same address, guests of Entra included', () => {
    const guest = { ...thomas, id: '9', name: 'thomas_company.com#EXT#@tenant.onmicrosoft.com', emails: [] };
    const [one, other, named] = [
      databricksPerson(thomas),
      databricksPerson(guest),
      namedPerson('Thomas@Company.com'),
    ].map((person) => sealPerson(keys, person));
    const handles = new Set(one?.handles);
    expect(handles.isDisjointFrom(new Set(other?.handles))).toBe(false);
    expect(handles.isDisjointFrom(new Set(named?.handles))).toBe(false);
    expect(other?.id).not.toBe(one?.id);
  });

  it('is still found after the key was changed, and not without the older key', () => {
    const before = sealPerson(keys, ticketPerson('jira', anna, {}));
    const after = sealPerson(rotated, ticketPerson('jira', anna, {}));
    expect(after.id).toMatch(/^k2\./);
    for (const { handles } of [before, after]) {
      expect(handlesOf(rotated, 'anna@company.com').isDisjointFrom(new Set(handles))).toBe(false);
    }
    const onlyNew = { current: 'k2', keys: { k2: rotated.keys.k2 ?? '' } };
    expect(handlesOf(onlyNew, 'anna@company.com').isDisjointFrom(new Set(before.handles))).toBe(true);
  });

  it('holds nothing of what it seals', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string({ minLength: 4 }), (address, name) => {
        const known = { in: 'jira', id: `account ${name}`, name, handles: [address] } as const;
        const text = JSON.stringify(sealPerson(keys, known));
        expect(text).not.toContain(address);
        expect(text).toMatch(
          /^\{"in":"jira","id":"k1\.[0-9a-f]{32}","handles":\["k1\.[0-9a-f]{32}"(,"k1\.[0-9a-f]{32}")*\]\}$/,
        );
      }),
    );
  });

  it('is the same account with and without its profile', () => {
    expect(sealPerson(keys, ticketAccount('jira', anna.id, {})).id).toBe(
      sealPerson(keys, ticketPerson('jira', anna, {})).id,
    );
  });

  it('is not made with a key that is not there', () => {
    expect(() => sealText({ current: 'k9', keys: {} }, 'x')).toThrow(RangeError);
  });
});
