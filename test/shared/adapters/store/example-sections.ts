import type { Sections } from '#shared/domain/run.ts';

const at = '2026-11-23T10:00:00.000Z';
const uwe = { id: '70121:uwe', displayName: 'Uwe Becker', emails: ['uwe@company.com'], isApp: false, active: true };
const principal = { id: '9007199254740993', displayName: 'Müller 😀', active: true, roles: [] };

/** Sections of every kind of content: ids past 2^53, empty texts, nulls, empty lists, nested and mixed values. */
export const exampleSections = {
  principals: {
    source: { ...principal, kind: 'servicePrincipal', name: '4c0ffee', givenName: null, emails: [], externalId: null },
    target: { ...principal, kind: 'user', name: 'uwe@company.com', givenName: '', emails: ['a', 'b'], externalId: 'x' },
  },
  closing: { reason: '', by: [uwe] },
  failure: {
    error: 'PrincipalNotFound',
    step: 'ResolvePrincipals',
    reference: 'r-1',
    facts: { field: 'source', near: ['thomas'], count: 1, found: false, more: null },
    at,
  },
} satisfies Partial<Sections>;
