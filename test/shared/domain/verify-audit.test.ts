import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHead, type Head, linkSchema, sealEntry } from '#shared/domain/audit-chain.ts';
import type { AuditFacts } from '#shared/domain/audit-event.ts';
import { orderedJson } from '#shared/domain/canonical.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';

const AT = '2026-11-23T10:00:00.000Z';

function factsOf(text: string): AuditFacts {
  return { event: 'additions read back', plan: 1, seen: [text, '101'], unseen: [] };
}

/** A record of as many entries as there are texts. */
function recordOf(texts: readonly string[], record = 'jira-10542'): string[] {
  let head: Head = emptyHead(record);
  return texts.map((text, index) => {
    const line = sealEntry(record, head, { run: 1, id: `event ${index}`, facts: factsOf(text) }, AT);
    head = headOf(line);
    return line;
  });
}

function headOf(line: string): Head {
  const { sequence, hash } = linkSchema.parse(JSON.parse(line));
  return { sequence, hash };
}

function brokenAt(lines: readonly string[]) {
  const verified = verifyAudit(lines);
  return verified.intact ? null : verified.broken;
}

const three = recordOf(['a', 'b', 'c']);
const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 8 });

describe('an entry', () => {
  it('can be checked with any SHA-256 from what docs/audit.md says', () => {
    const { hash, previous, ...entry } = JSON.parse(three[0] ?? '');
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(previous).toBe(sha256('access-desk audit record 1\njira-10542'));
    expect(hash).toBe(sha256(`${previous}\n${orderedJson(entry)}`));
  });

  it('keeps lists in their order', () => {
    expect(three[2]).toContain('"seen":["c","101"]');
  });
});

describe('verifying', () => {
  it('finds whole records intact, each with its head, between each other', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [first, second] = [recordOf(a), recordOf(b, 'servicenow-1')];
        const mixed = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => [first[index], second[index]]);
        const verified = verifyAudit(mixed.flat().filter((line) => line !== undefined));
        expect(verified).toMatchObject({
          intact: true,
          records: [
            { record: 'jira-10542', entries: a.length, head: headOf(first.at(-1) ?? '').hash },
            { record: 'servicenow-1', entries: b.length, head: headOf(second.at(-1) ?? '').hash },
          ],
        });
      }),
    );
  });

  it('finds any change of one character, in its line', () => {
    const property = fc.property(
      texts,
      fc.nat(),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1 }),
      (all, l, c, by) => {
        const lines = recordOf(all);
        const index = l % lines.length;
        const line = lines[index] ?? '';
        const at = c % line.length;
        fc.pre(line[at] !== by);
        const changed = lines.with(index, `${line.slice(0, at)}${by}${line.slice(at + 1)}`);
        const broken = brokenAt(changed);
        expect(broken).not.toBeNull();
        // A changed name of the record makes the line one of another record, which it does not begin.
        expect(broken?.line).toBe(index + 1);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('finds a removed entry where it is missing, unless it was the last', () => {
    const property = fc.property(texts, fc.nat(), (all, n) => {
      const lines = recordOf(all);
      const index = n % lines.length;
      const rest = lines.toSpliced(index, 1);
      if (index === lines.length - 1) expect(brokenAt(rest)).toBeNull();
      else expect(brokenAt(rest)).toMatchObject({ line: index + 1, sequence: index + 2 });
    });
    fc.assert(property);
  });

  it('finds two entries that changed places, at the first', () => {
    const property = fc.property(texts, fc.nat(), fc.nat(), (all, n, m) => {
      const lines = recordOf(all);
      const [first = 0, second = 0] = [n % lines.length, m % lines.length].sort((a, b) => a - b);
      fc.pre(first !== second);
      const swapped = lines.with(first, lines[second] ?? '').with(second, lines[first] ?? '');
      expect(brokenAt(swapped)).toMatchObject({ line: first + 1, sequence: second + 1 });
    });
    fc.assert(property);
  });

  it('finds an entry that was put in, sealed or not, where it stands or right behind', () => {
    const property = fc.property(texts, fc.nat(), fc.string(), (all, n, text) => {
      const lines = recordOf(all);
      const index = n % lines.length;
      const before = index === 0 ? emptyHead('jira-10542') : headOf(lines[index - 1] ?? '');
      const forged = sealEntry('jira-10542', before, { run: 1, id: 'forged', facts: factsOf(text) }, AT);
      expect(brokenAt(lines.toSpliced(index, 0, forged))).toMatchObject({ line: index + 2, sequence: index + 1 });
      const doubled = lines.toSpliced(index + 1, 0, lines[index] ?? '');
      expect(brokenAt(doubled)).toMatchObject({ line: index + 2, sequence: index + 1 });
    });
    fc.assert(property);
  });

  it('finds an entry that was replaced and sealed anew, at the one behind', () => {
    const forged = sealEntry('jira-10542', headOf(three[0] ?? ''), { run: 1, id: 'event 1', facts: factsOf('x') }, AT);
    expect(brokenAt(three.with(1, forged))).toEqual({
      line: 3,
      record: 'jira-10542',
      sequence: 3,
      problem: 'it does not follow entry 2: one of the two was replaced',
    });
  });

  it.each([
    ['a line that is no JSON', three.with(1, '{'), 'it is not JSON'],
    ['a line that is no entry', three.with(1, '{"a":1}'), 'it is no entry of an audit record'],
    ['a line in other white space', three.with(1, (three[1] ?? '').replace(':', ': ')), 'it is not written as'],
    [
      'a key twice',
      three.with(1, (three[1] ?? '').replace('{', '{"at":"1999-01-01T00:00:00Z",')),
      'it is not written as',
    ],
    ['another content', three.with(1, (three[1] ?? '').replace('"b"', '"B"')), 'its content was changed'],
    ['a gap of one', three.toSpliced(1, 1), 'entry 2 before it is missing'],
    ['a gap of two', three.toSpliced(0, 2), 'entries 1 to 2 before it are missing'],
    [
      'an entry of another record',
      recordOf(['a']).map((line) => line.replace('10542', '10543')),
      'its content was changed',
    ],
  ])('says what is wrong with %s', (_, lines, problem) => {
    expect(brokenAt(lines)?.problem).toContain(problem);
  });

  it('says that a record does not begin where its first entry was sealed for another one', () => {
    const line = sealEntry('jira-1', emptyHead('jira-2'), { run: 1, id: 'x', facts: factsOf('a') }, AT);
    expect(brokenAt([line])?.problem).toBe('it does not begin record jira-1');
  });

  it('cannot see a tail that is gone, but knows where a hash stands', () => {
    const verified = verifyAudit(three.slice(0, 2));
    expect(verified.intact && verified.places.get(headOf(three[1] ?? '').hash)).toEqual({
      record: 'jira-10542',
      sequence: 2,
    });
    expect(verified.intact && verified.places.has(headOf(three[2] ?? '').hash)).toBe(false);
  });
});
