import type { ErrorFacts } from '#shared/errors.ts';
import { targetAwaited } from '#shared/report/messages/target-awaited.ts';
import { toCorrect, type WishErrorName } from '#shared/report/messages/to-correct.ts';
import { examplesOf } from '../examples-of.ts';

const labels = {
  ...{ source: 'Copy access from', target: 'Give access to', without: 'Leave out these groups' },
  ...{ scanUc: 'Scan Unity Catalog', reason: 'Reason' },
};
const asked = 'uwe.bekcer@company.com';

/** Facts of every error a wish can meet; the types insist that none is missing. */
const WISHES = {
  PrincipalNotFound: { field: 'target', asked, near: [] },
  PrincipalAmbiguous: { field: 'source', asked: 'Anna Schmidt', hits: 2 },
  PrincipalInactive: { field: 'target', asked: 'petra.novak@company.com' },
  SamePrincipal: { field: 'target', asked: 'thomas@company.com' },
  PrincipalKindMismatch: { field: 'target', asked: 'etl-prod', sourceKind: 'user', targetKind: 'service principal' },
  GroupNamed: { field: 'source', asked: 'data-engineers' },
  RequestIncomplete: { field: 'source', asked: '', problem: '“Copy access from” is empty.' },
  TooManyAdditions: { field: 'source', count: 137, most: 100 },
  TargetChanged: { field: 'target', change: 'the account was deactivated' },
} as const satisfies Record<WishErrorName, ErrorFacts>;

const FURTHER = {
  'PrincipalNotFound, a similar name': {
    error: 'PrincipalNotFound',
    facts: { field: 'target', asked: 'Uwe Bekcer', near: ['Uwe Becker'] },
  },
  'PrincipalNotFound, a similar address': {
    error: 'PrincipalNotFound',
    facts: { field: 'target', asked, near: ['uwe.becker@company.com'] },
  },
  'RequestIncomplete, two people in one field': {
    error: 'RequestIncomplete',
    facts: {
      field: 'target',
      asked: 'uwe@company.com, mira@company.com',
      problem: '“Give access to” names more than one.',
    },
  },
} as const satisfies Record<string, { error: WishErrorName; facts: ErrorFacts }>;

const names = Object.keys(WISHES) as readonly WishErrorName[];

export const wishExamples = [
  examplesOf(
    toCorrect,
    { page: 'to-correct', when: 'the wish cannot be served', readers: 'requester' },
    {
      ...Object.fromEntries(names.map((error) => [error, { error, facts: WISHES[error], labels }])),
      ...Object.fromEntries(Object.entries(FURTHER).map(([name, wish]) => [name, { ...wish, labels }])),
    },
  ),
  examplesOf(
    targetAwaited,
    { page: 'target-awaited', when: 'the person who is to get access is not in Databricks yet', readers: 'requester' },
    {
      'a new joiner': {
        asked: 'uwe@company.com',
        hint: 'Databricks accounts are made from the HR system during the first night after the first working day.',
        until: '2026-12-07T09:00:00Z',
      },
    },
  ),
];
