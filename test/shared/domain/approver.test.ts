import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApproverQuestion, mayApprove } from '#shared/domain/approver.ts';
import { addressForms } from '#shared/domain/mail-address.ts';
import { PARTY_ROLES, type Person } from '#shared/domain/ticket.ts';
import { aServicePrincipal, thomas, uwe } from './builders.ts';

const anna: Person = {
  id: 'a-1',
  displayName: 'Anna Schmidt',
  emails: ['anna@company.com'],
  isApp: false,
  active: true,
};

const question: ApproverQuestion = {
  approver: anna,
  isInApproverGroup: true,
  parties: [{ personId: 'r-1', role: 'reporter' }],
  source: thomas,
  target: uwe,
  identityMap: {},
  unprovenApprover: 'refuse',
  ownPersonId: 'desk-1',
};
const ask = (change: Partial<ApproverQuestion>) => mayApprove({ ...question, ...change });
const as = (change: Partial<Person>) => ({ approver: { ...anna, ...change } });
const GUEST = 'uwe_company.com#EXT#@tenant.onmicrosoft.com';

describe('an approval', () => {
  it('counts from somebody of the approver group who plays no part', () => {
    expect(ask({})).toEqual({ counts: true, remark: null });
  });

  it.each<[string, Partial<ApproverQuestion>, string]>([
    ['ourselves', as({ id: 'desk-1' }), 'Anna Schmidt is the account Access Desk works with'],
    ['an app', as({ isApp: true }), 'Anna Schmidt is an app account'],
    ['somebody inactive', as({ active: false }), 'Anna Schmidt is deactivated in the ticket system'],
    ['an outsider', { isInApproverGroup: false }, 'Anna Schmidt is not a member of the approver group'],
    ['the reporter', as({ id: 'r-1' }), 'Anna Schmidt reported this ticket'],
    ['the target by e-mail', as({ emails: ['UWE@Company.com '] }), 'Anna Schmidt is the target of this request'],
    [
      'the source by e-mail',
      as({ emails: ['x@y.z', 'thomas@company.com'] }),
      'Anna Schmidt is the source of this request',
    ],
    ['the target as a guest', as({ emails: [GUEST] }), 'Anna Schmidt is the target of this request'],
    [
      'the target, a guest in Databricks',
      { ...as({ emails: ['uwe@company.com'] }), target: { ...uwe, name: GUEST, emails: [] } },
      'Anna Schmidt is the target of this request',
    ],
    [
      'the target by a second SCIM address',
      { ...as({}), target: { ...uwe, emails: ['anna@company.com'] } },
      'Anna Schmidt is the target of this request',
    ],
    [
      'the target by the identity map',
      { ...as({ emails: [] }), identityMap: { 'a-1': ['uwe@company.com'] } },
      'Anna Schmidt is the target of this request',
    ],
    [
      'the target by a second account in the identity map',
      { identityMap: { 'a-2': ['anna@company.com', 'uwe@company.com'] } },
      'Anna Schmidt is the target of this request',
    ],
    [
      'the reporter with a second account',
      { identityMap: { 'r-1': ['anna@company.com'] } },
      'Anna Schmidt reported this ticket',
    ],
    [
      'the reporter, whose address the ticket tells',
      { parties: [{ personId: 'r-1', role: 'reporter', emails: ['Anna@company.com'] }] },
      'Anna Schmidt reported this ticket',
    ],
    [
      'somebody without visible addresses',
      as({ emails: [] }),
      'Anna Schmidt cannot be told apart from source and target: no e-mail address of the approver is visible',
    ],
    [
      'anybody, where a user has no address',
      { target: { ...uwe, name: 'uwe', emails: [] } },
      'Anna Schmidt cannot be told apart from source and target: Databricks knows no e-mail address of source or target',
    ],
  ])('does not count from %s', (_, change, reason) => {
    // The audit record names nobody.
    expect(ask(change)).toEqual({ counts: false, reason, because: reason.replace('Anna Schmidt ', '') });
  });

  it('counts with a remark where the stage accepts what cannot be settled', () => {
    expect(ask({ ...as({ emails: [] }), unprovenApprover: 'accept' })).toEqual({
      counts: true,
      remark:
        'Counted although Anna Schmidt cannot be told apart from source and target: no e-mail address of the approver is visible',
    });
  });

  it('needs no address where only service principals are concerned', () => {
    const machines = { source: aServicePrincipal('81', 'a'), target: aServicePrincipal('82', 'b') };
    expect(ask({ ...as({ emails: [] }), ...machines })).toEqual({ counts: true, remark: null });
  });

  it('is refused without showing an address or an unseen character', () => {
    const answer = ask(as({ displayName: 'Anna\u202e', emails: ['uwe@company.com'] }));
    expect(answer).toMatchObject({ counts: false, reason: 'Anna\\u{202e} is the target of this request' });
  });
});

describe('any question', () => {
  const address = fc.constantFrom('uwe@company.com', 'thomas@company.com', GUEST, 'anna@company.com', 'no address', '');
  const id = fc.constantFrom('p-1', 'p-2', 'p-3', 'desk-1');
  const anyQuestion: fc.Arbitrary<ApproverQuestion> = fc.record({
    approver: fc.record({
      id,
      displayName: fc.constant('X'),
      emails: fc.array(address, { maxLength: 2 }),
      isApp: fc.boolean(),
      active: fc.boolean(),
    }),
    isInApproverGroup: fc.boolean(),
    parties: fc.array(fc.record({ personId: id, role: fc.constantFrom(...PARTY_ROLES) }), { maxLength: 3 }),
    source: fc.constantFrom(thomas, aServicePrincipal('81', 'a')),
    target: fc.constantFrom(uwe, { ...uwe, name: GUEST, emails: [] }, aServicePrincipal('82', 'b')),
    identityMap: fc.dictionary(id, fc.array(address, { maxLength: 2 })),
    unprovenApprover: fc.constantFrom('refuse', 'accept'),
    ownPersonId: fc.constant('desk-1'),
  });

  it('never counts a party, an app, ourselves, an outsider or somebody inactive', () => {
    fc.assert(
      fc.property(anyQuestion, (any) => {
        const { approver, parties, source, target, identityMap } = any;
        const mine = [...approver.emails, ...(identityMap[approver.id] ?? [])].flatMap(addressForms);
        const theirs = [source, target].flatMap(({ name, emails }) => [name, ...emails]).flatMap(addressForms);
        const isParty =
          parties.some(({ personId }) => personId === approver.id) || mine.some((one) => theirs.includes(one));
        const unfit = approver.isApp || !approver.active || !any.isInApproverGroup || approver.id === any.ownPersonId;
        if (isParty || unfit) expect(mayApprove(any).counts).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('accepting what is unsettled never lets in anybody who is known to be a party, and always says so', () => {
    fc.assert(
      fc.property(anyQuestion, (any) => {
        const strict = mayApprove({ ...any, unprovenApprover: 'refuse' });
        const relaxed = mayApprove({ ...any, unprovenApprover: 'accept' });
        if (strict.counts) expect(relaxed).toEqual({ counts: true, remark: null });
        else if (relaxed.counts) expect(relaxed.remark).toContain(strict.reason);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('addresses', () => {
  it.each([
    ['Uwe@Company.com', ['uwe@company.com']],
    [GUEST, [GUEST.toLowerCase(), 'uwe@company.com']],
    [
      'first_last_company.co.uk#ext#@t.onmicrosoft.com',
      ['first_last_company.co.uk#ext#@t.onmicrosoft.com', 'first_last@company.co.uk'],
    ],
    ['#EXT#@t.onmicrosoft.com', ['#ext#@t.onmicrosoft.com']],
    ['uwe', []],
  ])('%s', (text, forms) => {
    expect(addressForms(text)).toEqual(forms);
  });
});
