import * as z from 'zod';
import { display } from '../../domain/display.ts';
import type { Block, Document } from '../../domain/document.ts';
import { withoutAddresses } from '../../domain/near.ts';
import type { ErrorFacts, ErrorName, RequestField } from '../../errors.ts';
import { oneLine } from '../one-line.ts';
import { counted, enumerated, paragraph, type RecordHead, recordLine } from './phrases.ts';

export type WishErrorName = ErrorName<'wish'>;

/** It is about no field, so there is none to correct. */
type FieldErrorName = Exclude<WishErrorName, 'RequesterNotAllowed'>;

const factsSchema = z.object({
  field: z.enum(['source', 'target', 'without', 'scanUc', 'reason']).catch('target'),
  asked: z.string().catch(''),
  near: z.array(z.string()).catch([]),
  hits: z.number().catch(0),
  waitedDays: z.number().catch(0),
  problem: z.string().catch(''),
  change: z.string().catch(''),
  sourceKind: z.string().catch(''),
  targetKind: z.string().catch(''),
  count: z.number().catch(0),
  most: z.number().catch(0),
});
type Facts = z.infer<typeof factsSchema>;

const LONGEST_PROBLEM = 400;
const GIVE_AN_ID = 'Give the e-mail address, the Databricks user name or the application id.';

/** Per error: what is wrong, and what a usable answer is. */
const ADVICE = {
  PrincipalNotFound: ({ waitedDays }) =>
    waitedDays === 0
      ? ['Nobody in Databricks goes by this name.', GIVE_AN_ID]
      : [
          `We looked for this person in Databricks for ${counted(waitedDays, 'day')}; they have not appeared.`,
          'Once they are there, reply with the same line again, or name somebody else.',
        ],
  PrincipalAmbiguous: ({ hits }) => [
    `${hits} accounts in Databricks go by this name, and we do not guess which one you mean.`,
    'Give the e-mail address or the application id instead.',
  ],
  PrincipalInactive: () => [
    'This account is deactivated in Databricks and cannot receive access.',
    'Name another one, or have it activated first and then reply with the same line again.',
  ],
  SamePrincipal: () => [
    'This is the same account the access would be copied from.',
    'Name the person who is to receive the access.',
  ],
  PrincipalKindMismatch: ({ sourceKind, targetKind }) => [
    `The source is a ${sourceKind}, the target a ${targetKind}; access is copied between two of one kind only.`,
    'Name two people, or two service principals.',
  ],
  GroupNamed: () => ['This is the name of a group; access is copied between people or service principals.', GIVE_AN_ID],
  RequestIncomplete: ({ problem }) => [problem, ''],
  TooManyAdditions: ({ count, most }) => [
    `This would add ${counted(count, 'group')}; one request may add at most ${most}.`,
    'Name someone with less access, or ask IT to split the request.',
  ],
  SourceNeverCopied: () => [
    'A rule of this company keeps the access of this account from being copied.',
    'Name somebody else whose work is like it.',
  ],
  TargetChanged: ({ change }) => [
    `The account changed after the plan was made: ${oneLine(change, 300)}. We stopped writing at once.`,
    'Check who is meant, then reply with the line again.',
  ],
} as const satisfies Record<FieldErrorName, (facts: Facts) => readonly [wrong: string, answer: string]>;

/** The line a reply may hold; a reason is free text and needs none. */
const LINES: Readonly<Record<RequestField, string | null>> = {
  source: 'from: name@company.com',
  target: 'to: name@company.com',
  without: 'without: group-name',
  scanUc: 'scan-uc: yes',
  reason: null,
};

/** True for errors whose message this file knows. */
export function isWishError(name: string): name is WishErrorName {
  return name === 'RequesterNotAllowed' || Object.hasOwn(ADVICE, name);
}

/**
 * For the requester, when a wish cannot be served: the field as labelled, what was read, how to answer. It tells
 * nothing about the directory beyond names within two typing errors, and those without addresses.
 */
export function toCorrect(args: {
  error: WishErrorName;
  facts: ErrorFacts;
  labels: Readonly<Record<RequestField, string>>;
  record: RecordHead;
}): Document {
  if (args.error === 'RequesterNotAllowed') return [...notTaken(), recordLine(args.record)];
  const facts = factsSchema.parse(args.facts);
  const label = display(args.labels[facts.field]);
  const [wrong, answer] = ADVICE[args.error](facts);
  const read = facts.asked.trim() === '' ? '' : ` We read: "${display(facts.asked)}".`;
  return [
    paragraph(`Please correct "${label}".${read} ${withoutLabel(wrong, label)}`),
    ...nearMatches(facts.near),
    ...howToAnswer(answer, LINES[facts.field]),
    paragraph('We then start again by ourselves. To drop the request, reply with the single word: cancel'),
    recordLine(args.record),
  ];
}

/** Says nothing of source or target: nobody looked for them. */
function notTaken(): Document {
  return [
    paragraph('This request cannot be taken: only certain people may ask for copies of Databricks access.'),
    paragraph('Whoever filed or changed it is not one of them. Ask your manager or IT to file it for you.'),
    paragraph('Nothing was looked up and nothing was changed.'),
  ];
}

/** A problem found while reading the form begins with the label, which this message has said already. */
function withoutLabel(wrong: string, label: string): string {
  return oneLine(wrong.replace(`“${label}” `, 'It '), LONGEST_PROBLEM);
}

function howToAnswer(answer: string, line: string | null): Block[] {
  if (line === null) return [paragraph(`${answer} Change the field, or file the request again.`.trim())];
  return [
    paragraph(`${answer} Change the field, or reply here with one line like this:`.trim()),
    { kind: 'code', text: line },
  ];
}

/** An address would let anybody read the directory by guessing, so a similar address is only said to exist. */
function nearMatches(near: readonly string[]): Block[] {
  if (near.length === 0) return [];
  const names = withoutAddresses(near).map(display);
  if (names.length === 0) return [paragraph('A very similar one exists: is it a typing error?')];
  return [paragraph(`Did you mean ${enumerated(names)}?`)];
}
