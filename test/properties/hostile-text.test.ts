import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdfNode, parseAdf } from '#sandbox/simulators/jira/adf.ts';
import { toAdf } from '#shared/adapters/jira/adf.ts';
import { readMarkerLine } from '#shared/adapters/servicenow/marker.ts';
import { contains, encodedQuery, eq, eqAnyCase, oneOf } from '#shared/adapters/servicenow/query.ts';
import { journalEntries, MOST_CHARACTERS, plainLine, plainText } from '#shared/adapters/servicenow/text.ts';
import type { Document } from '#shared/domain/document.ts';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { parseStage } from '#shared/stage.ts';
import { readText } from '#test/docs/pages.ts';
import { ATTACKS, hostileNaming, hostileText, type Naming } from './hostile.ts';
import { messagesAbout, messagesAboutFields } from './messages.ts';
import { type PlanShape, planShape } from './plan-shape.ts';

/** Every message there is with these names, and whatever a ticket may hold as a document of its own. */
function documents(shape: PlanShape, name: Naming): Document[] {
  const raw = (kind: 'paragraph' | 'heading' | 'code') => ({ kind, text: name(kind) });
  return [
    ...messagesAbout(shape, name).values(),
    ...messagesAboutFields(name).values(),
    [
      ...[raw('heading'), raw('paragraph'), raw('code')],
      { kind: 'list', items: [name('item'), name('other item')] },
      { kind: 'table', header: [name('column')], rows: [[name('cell'), name('other cell')]] },
    ],
    ATTACKS.map((text) => ({ kind: 'paragraph', text })),
    ATTACKS.map((text) => ({ kind: 'code', text })),
    [{ kind: 'list', items: ATTACKS }],
  ];
}

describe('hostile text in Jira', () => {
  const walk = (node: AdfNode): AdfNode[] => [node, ...(node.content ?? []).flatMap(walk)];
  /** All nodes of a document as Jira reads it; null where Jira would refuse it. */
  const nodesOf = (document: Document): AdfNode[] | null =>
    parseAdf(JSON.parse(JSON.stringify(toAdf(document))))?.content.flatMap(walk) ?? null;
  /** Their types; texts and line breaks left out. */
  const typesOf = (document: Document) =>
    nodesOf(document)
      ?.map(({ type }) => type)
      .filter((type) => type !== 'text' && type !== 'hardBreak');

  it('is text in the nodes of our own documents, and nothing else', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, (shape, naming) => {
        for (const document of documents(shape, naming)) {
          const nodes = nodesOf(document) ?? [];
          expect(nodes.length === 0).toBe(document.length === 0);
          expect(typesOf(document)).toEqual(typesOf(document.map(anonymous)));
          expect(nodes.filter(({ marks, text }) => marks !== undefined || text?.isWellFormed() === false)).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('hostile text in a stage file', () => {
  const example = readText('infra/stages/example.json');
  const catItemId = 'b7c94e1d8f2047a5b0d6e3915a7c8f42';
  const assignmentGroupId = '78f2b4c91e6d40a3957ec8d105b3fa64';
  const ids = ['10002', '10021', catItemId, assignmentGroupId, 'svc.accessdesk'];

  it.each(ids)('never becomes part of a search: in the place of %s it is refused', (id) => {
    expect(example).toContain(`"${id}"`);
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(!/^[\w.@-]+$/.test(text));
        const changed = example.replaceAll(`"${id}"`, () => JSON.stringify(text));
        expect(() => parseStage(changed)).toThrow(ConfigurationInvalid);
      }),
    );
  });
});

/** The block with `x` for every text. */
function anonymous(block: Document[number]): Document[number] {
  if (block.kind === 'list') return { ...block, items: block.items.map(() => 'x') };
  if (block.kind !== 'table') return { ...block, text: 'x' };
  return { ...block, header: block.header.map(() => 'x'), rows: block.rows.map((row) => row.map(() => 'x')) };
}

describe('hostile text in ServiceNow', () => {
  const liveTag = /\[\s*\/?\s*code\b/i;

  it('opens no tag in a journal, and forges no marker', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, hostileText, (shape, naming, marker) => {
        for (const entry of documents(shape, naming).flatMap((document) => journalEntries(document, marker))) {
          expect(entry).not.toMatch(liveTag);
          expect(entry.isWellFormed()).toBe(true);
          expect(entry.length).toBeLessThanOrEqual(MOST_CHARACTERS);
          const marked = entry.split(/\r\n|[\n\r\u2028\u2029\v\f\u0085]/).map((line) => readMarkerLine(line) !== null);
          expect(marked.lastIndexOf(true)).toBe(marked.length - 1);
          expect(marked.indexOf(true)).toBe(marked.length - 1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is harmless in the fields of a task', () => {
    fc.assert(
      fc.property(planShape, hostileNaming, hostileText, (shape, naming, summary) => {
        const line = plainLine(summary, 160);
        expect(line).not.toMatch(/\[\s*\/?\s*code\b|^\s*javascript:|[\n\r\u2028\u2029]/i);
        expect(line.length).toBeLessThanOrEqual(160);
        expect(line.isWellFormed()).toBe(true);
        for (const document of documents(shape, naming)) expect(plainText(document)).not.toMatch(liveTag);
      }),
      { numRuns: 50 },
    );
  });

  it('is one value of one condition, or is not asked', () => {
    const asked = (make: () => string): string | null => {
      try {
        return make();
      } catch (error) {
        if (error instanceof ConfigurationInvalid) return null;
        throw error;
      }
    };
    fc.assert(
      fc.property(hostileText, hostileText, (text, other) => {
        const one = asked(() => encodedQuery([eq('number', text), eq('state', '1')]));
        if (one !== null) expect(one.split('^')).toEqual([`number=${text}`, 'state=1']);
        if (/[\^,\p{Cc}\p{Cf}\p{Cs}]|^\s*javascript:/iu.test(text)) expect(one).toBeNull();
        const several = asked(() => encodedQuery([oneOf('number', [text, other]), eq('state', '1')]));
        const members = [...new Set([text, other])];
        if (several !== null) expect(several.split('^')).toEqual([`numberIN${members.join(',')}`, 'state=1']);
        if (several !== null) expect(several.split('^')[0]?.split(',')).toHaveLength(members.length);
        // User names and addresses: a comma is one more character of the one text that is compared.
        for (const [make, operator] of [
          [eqAnyCase, '='],
          [contains, 'LIKE'],
        ] as const) {
          const compared = asked(() => encodedQuery([make('user_name', text), eq('state', '1')]));
          if (compared !== null) expect(compared.split('^')).toEqual([`user_name${operator}${text}`, 'state=1']);
          if (/[\^=<>\p{C}]|javascript:|^\s|\s$/iu.test(text)) expect(compared).toBeNull();
        }
        expect(asked(() => encodedQuery([eq(text, '1')])) === null || /^[a-z0-9_.]+$/.test(text)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
