import { rawRequestSchema } from '#shared/domain/request.ts';
import { understandRequest } from '#shared/domain/understand-request.ts';
import {
  type DeskError,
  type ErrorFacts,
  GroupNamed,
  PrincipalAmbiguous,
  PrincipalInactive,
  PrincipalKindMismatch,
  PrincipalNotFound,
  RequesterNotAllowed,
  type RequestField,
  RequestIncomplete,
  SamePrincipal,
  SourceNeverCopied,
  TargetChanged,
  TooManyAdditions,
} from '#shared/errors.ts';
import { requesterLeft } from '#shared/report/messages/requester-left.ts';
import { targetAwaited } from '#shared/report/messages/target-awaited.ts';
import { toCorrect, type WishErrorName } from '#shared/report/messages/to-correct.ts';
import { turnAwaited } from '#shared/report/messages/turn-awaited.ts';
import { examplesOf } from '../examples-of.ts';
import { RECORD, REQUESTER } from './values.ts';

const labels = {
  ...{ source: 'Copy access from', target: 'Give access to', without: 'Leave out these groups' },
  ...{ scanUc: 'Scan Unity Catalog', reason: 'Reason' },
};
const asked = 'uwe.bekcer@company.com';

/** Every error a wish can meet, as the code raises it; the types insist that none is missing. */
const WISHES = {
  PrincipalNotFound: new PrincipalNotFound({ field: 'target', asked, near: [] }),
  PrincipalAmbiguous: new PrincipalAmbiguous({ field: 'source', asked: 'Anna Schmidt', hits: 2 }),
  PrincipalInactive: new PrincipalInactive({ field: 'target', asked: 'petra.novak@company.com' }),
  SamePrincipal: new SamePrincipal({ asked: 'thomas@company.com' }),
  PrincipalKindMismatch: new PrincipalKindMismatch({ sourceKind: 'user', targetKind: 'service principal' }),
  GroupNamed: new GroupNamed({ field: 'source', asked: 'data-engineers' }),
  RequestIncomplete: misread({ source: [] }),
  TooManyAdditions: new TooManyAdditions({ count: 137, most: 100 }),
  RequesterNotAllowed: new RequesterNotAllowed(),
  SourceNeverCopied: new SourceNeverCopied({ asked: 'ceo@company.com' }),
  TargetChanged: new TargetChanged({ change: 'the account was deactivated' }),
} as const satisfies { [Name in WishErrorName]: DeskError & { name: Name } };

/** The same errors where they read otherwise. */
const FURTHER: Readonly<Record<string, { readonly name: WishErrorName; readonly facts: ErrorFacts }>> = {
  'a similar name': new PrincipalNotFound({ field: 'target', asked: 'Uwe Bekcer', near: ['Uwe Becker'] }),
  'a similar address': new PrincipalNotFound({ field: 'target', asked, near: ['uwe.becker@company.com'] }),
  'waited for in vain': new PrincipalNotFound({ field: 'target', asked: 'ines@company.com', near: [], waitedDays: 14 }),
  'two people in one field': misread({ target: ['uwe@company.com, mira@company.com'] }),
  'two people picked': misread({ target: ['uwe@company.com', 'mira@company.com'] }),
  'a scan that is neither yes nor no': misread({ scanUc: ['maybe'] }),
};

/** What reading such a form says is wrong with it. */
function misread(values: Partial<Record<RequestField, readonly string[]>>): RequestIncomplete {
  const field = (name: RequestField, usual: readonly string[]) => {
    return { label: labels[name], values: [...(values[name] ?? usual)] };
  };
  const request = rawRequestSchema.parse({
    source: field('source', ['thomas@company.com']),
    target: field('target', ['uwe@company.com']),
    ...{ without: field('without', []), scanUc: field('scanUc', []), reason: field('reason', []) },
  });
  try {
    understandRequest(request, { scanDefault: true });
  } catch (error) {
    if (error instanceof RequestIncomplete) return error;
    throw error;
  }
  throw new Error('this form can be understood');
}

export const wishExamples = [
  examplesOf(
    toCorrect,
    { page: 'to-correct', when: 'the wish cannot be served', readers: 'requester' },
    Object.fromEntries(
      [...Object.entries(WISHES), ...Object.entries(FURTHER)].map(([name, { name: error, facts }]) => [
        name,
        { error, facts, labels, record: RECORD },
      ]),
    ),
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
  examplesOf(
    requesterLeft,
    { page: 'requester-left', when: 'the requester’s account is deactivated in the ticket system', readers: 'it' },
    { 'left before the decision': { requester: REQUESTER } },
  ),
  examplesOf(
    turnAwaited,
    { page: 'turn-awaited', when: 'an earlier ticket that asks for the same is still open', readers: 'requester' },
    {
      'filed twice': { numbers: ['DBX-42'], until: '2026-12-21T09:00:00Z' },
      'two ahead, of both systems': { numbers: ['DBX-42', 'RITM0010017'], until: '2026-12-21T09:00:00Z' },
      'many ahead': { numbers: ['DBX-42', 'DBX-43', 'DBX-44', 'DBX-45', 'DBX-46'], until: '2026-12-21T09:00:00Z' },
    },
  ),
];
