import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '#shared/domain/document.ts';
import { comparisonText, membershipsText } from '#shared/report/comparison-text.ts';
import { identityTask } from '#shared/report/messages/identity-task.ts';
import { provisioningText } from '#shared/report/report-text.ts';
import { anAction, aPlan, aSharedLine } from '#test/builders/plan.ts';
import { pieces } from '#test/shared/report/messages/read-document.ts';
import { hostileNaming, type Naming, plainly, UNSEEN } from './hostile.ts';
import { messagesAbout, messagesAboutFields } from './messages.ts';
import { type PlanShape, planOf, planShape, resultsOf } from './plan-shape.ts';

/** Beginnings that say what a line of the two text blocks is; the first that fits counts. */
const KINDS = [
  ...['====', '  Comparison: ', '  Groups both belong to (', '  Groups ', '      path: ', '  NOTHING IN COMMON'],
  ...['  Access provisioning report', '  Source: ', '  Target: ', '  Memberships read', '  Actions required in your '],
  ...[
    '  (Cannot be done',
    '  Actions in Databricks (',
    '  Skipped — verified',
    '  Skipped — left out',
    '  Unverified — ',
  ],
  ...[
    '  Blocked by policy (',
    '  Not copied — ',
    '  Could not be read (',
    '  Notes (',
    '  Nothing to ',
    '  Dry run — ',
    '  Nothing is ',
  ],
  ...['  Applied ', '  Next: ', '    '],
];

/** Every line's kind: what a reader takes it for. */
function skeleton(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029\v\f\u0085]/).map((line) => {
    if (line === '') return '';
    const kind = KINDS.find((beginning) => line.startsWith(beginning));
    return kind ?? `unknown: ${line}`;
  });
}

function textsOf(shape: PlanShape, name: Naming): string[] {
  const plan = planOf(shape, name);
  const results = resultsOf(shape, name);
  const identityProvider = name('identity provider');
  return [
    comparisonText(plan, { identityProvider }),
    comparisonText(plan, { identityProvider, place: 'ticket' }),
    membershipsText(plan),
    ...(['dry run', 'applied', 'ticket'] as const).map((mode) =>
      provisioningText(plan, { identityProvider, mode, results }),
    ),
  ];
}

/** A document without its words. */
function structure(document: Document): unknown[] {
  return document.map((block) => {
    if (block.kind === 'list') return ['list', block.items.length];
    return block.kind === 'table' ? ['table', block.header, block.rows.map((row) => row.length)] : block.kind;
  });
}

/** Long names are said once more in full, in a second paragraph. */
function withoutFullNames(document: Document): Document {
  return document.filter(
    (block, index) => index !== 1 || block.kind !== 'paragraph' || !/^In full: .* would get what /.test(block.text),
  );
}

describe('whatever the names', () => {
  it('a text block has the lines its groups make, of the same kinds', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, (shape, naming) => {
        const plain = textsOf(shape, plainly);
        for (const [index, text] of textsOf(shape, naming).entries()) {
          expect(skeleton(text)).toEqual(skeleton(plain[index] ?? ''));
          expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
        }
      }),
    );
  });

  it('a name that begins with blanks is no line of another kind', () => {
    const text = (name: string) => {
      const shared = [aSharedLine(name)];
      const { comparison } = aPlan([anAction(name)]);
      return comparisonText(
        aPlan([anAction(name)], [], { comparison: [...comparison.filter(({ inTarget }) => !inTarget), ...shared] }),
        { identityProvider: 'Entra' },
      );
    };
    expect(skeleton(text('  path: a → b'))).toEqual(skeleton(text('plain')));
  });

  it('a message about a plan has the blocks its groups make, each on its line', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, (shape, naming) => {
        const plain = messagesAbout(shape, plainly);
        for (const [what, document] of messagesAbout(shape, naming)) {
          const expected = structure(withoutFullNames(plain.get(what) ?? []));
          expect([what, ...structure(withoutFullNames(document))]).toEqual([what, ...expected]);
          expect(pieces(document).filter((piece) => UNSEEN.test(piece))).toEqual([]);
        }
      }),
    );
  });

  it('a message about the fields of a ticket has its blocks, each on its line', () => {
    const plain = messagesAboutFields(plainly);
    fc.assert(
      fc.property(hostileNaming, (naming) => {
        for (const [what, document] of messagesAboutFields(naming)) {
          expect([what, ...structure(document)]).toEqual([what, ...structure(plain.get(what) ?? [])]);
          expect(pieces(document).filter((piece) => UNSEEN.test(piece))).toEqual([]);
        }
      }),
    );
  });

  it('the summary of the identity task begins with WAIT and is one line', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, (shape, naming) => {
        const plan = planOf(shape, naming);
        const { summary } = identityTask({
          plan,
          provider: { kind: 'entra', name: naming('identity provider'), portalUrl: 'https://entra.microsoft.com' },
          actions: plan.actions.filter(({ type }) => type === 'IdP required'),
          run: 1,
          ticketKey: naming('key'),
        });
        expect(summary).toMatch(/^WAIT: not approved\. Add /);
        expect(summary).not.toMatch(UNSEEN);
        expect(Array.from(summary).length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
