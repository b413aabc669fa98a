import { describe, expect, it } from 'vitest';
import { itemKeys } from '#shared/adapters/store/keys.ts';
import { readPage, section, tableRows } from './pages.ts';

const run = { system: 'jira', ticketId: '10542', run: 1 } as const;

/** One key of every kind, in the words of the page. */
const keys = {
  ticket: itemKeys.ticket(run),
  line: itemKeys.line('x'),
  section: itemKeys.section(run, 'x'),
  text: itemKeys.text(run, 'x'),
  textChunk: itemKeys.textChunk(run, 'x', 0),
  additions: itemKeys.additions(run, 1, 1),
  effect: itemKeys.effect(run, 'x'),
  token: itemKeys.token(run),
  lane: itemKeys.lane('x'),
  control: itemKeys.control(),
  delivery: itemKeys.delivery('jira', 'x'),
  child: itemKeys.child('jira', 'x'),
  claim: itemKeys.claim({ accountId: 'x', targetId: 'y', groupId: 'z' }),
  sweepMark: itemKeys.sweepMark('jira'),
  auditEntry: itemKeys.auditEntry(run, 1),
  person: itemKeys.person('k1.x'),
} as const satisfies { readonly [K in keyof typeof itemKeys]: { readonly pk: string; readonly sk: string } };

/** Fixed words at both ends of a key, and the number of its parts. */
function form(pk: string, sk: string): string {
  const partition = pk.startsWith('run') ? 'run…' : `${pk.split('#')[0]}/${pk.split('#').length}`;
  return `${partition} ${sk.split('#')[0]}/${sk.split('#').length}`;
}

describe('docs/store.md', () => {
  it('has the keys of every kind of item, and of no other', () => {
    const rows = tableRows(section(readPage('docs/store.md'), 'Items'));
    const written = rows.map(([, pk = '', sk = '']) => form(pk.replaceAll('`', ''), sk.replaceAll('`', '')));
    expect(written.toSorted()).toEqual(
      Object.values(keys)
        .map(({ pk, sk }) => form(pk, sk))
        .toSorted(),
    );
  });
});
