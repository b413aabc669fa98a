import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '#shared/domain/plan.ts';
import { comparisonText } from '#shared/report/comparison-text.ts';
import { provisioningText } from '#shared/report/report-text.ts';
import { aFollow, aGrant, anAction, aPlan, aPrincipal, aWorkspace, thomas } from '#test/builders/plan.ts';

/** Names Databricks would take: line breaks, bidi marks and blanks of every kind among them. */
const hostile = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '\u2028', '\u202e', '\u200b', '→', '|', '😀', '\ud800'),
});
const names = fc.record({
  group: hostile,
  nested: hostile,
  workspace: hostile,
  catalog: hostile,
  person: hostile,
  reason: hostile,
});

function planOf(name: (role: 'group' | 'nested' | 'workspace' | 'catalog' | 'person' | 'reason') => string): Plan {
  const idp = anAction(`a${name('group')}`, { type: 'IdP required', workspaces: [aWorkspace(name('workspace'))] });
  const blocked = anAction(`b${name('group')}`, { type: 'Blocked', reason: `r${name('reason')}` });
  const added = anAction(`c${name('group')}`, { grants: [aGrant(name('catalog'), ['SELECT'])] });
  const target = aPrincipal({ displayName: `p${name('person')}`, givenName: null });
  const source = { ...thomas, displayName: `q${name('person')}`, givenName: null };
  return aPlan([idp, blocked, added], [aFollow(`n${name('nested')}`, idp)], {
    source,
    target,
    notCopied: [name('reason')],
  });
}

const lines = (text: string): number => text.split(/\r\n|[\n\r\u2028\u2029\v\f\u0085]/).length;
const unseen = /[^\P{C}\n]|\p{Zl}|\p{Zp}/u;

describe('no name can add a line or hide a character', () => {
  const plain = planOf(() => 'x');

  it('holds for the comparison', () => {
    const expected = lines(comparisonText(plain, { identityProvider: 'Entra' }));
    fc.assert(
      fc.property(names, (given) => {
        const text = comparisonText(
          planOf((role) => given[role]),
          { identityProvider: `E${given.person}` },
        );
        expect(lines(text)).toBe(expected);
        expect(text).not.toMatch(unseen);
      }),
    );
  });

  it('holds for the report, before and after writing', () => {
    fc.assert(
      fc.property(names, fc.constantFrom('dry run', 'applied', 'ticket'), (given, mode) => {
        const results = new Map([[`g-c${given.group}`, { result: 'refused' as const, reason: given.reason }]]);
        const options = { identityProvider: `E${given.person}`, mode, results };
        const expected = lines(
          provisioningText(plain, { ...options, results: new Map([['g-cx', { result: 'failed', reason: 'x' }]]) }),
        );
        const text = provisioningText(
          planOf((role) => given[role]),
          options,
        );
        expect(lines(text)).toBe(expected);
        expect(text).not.toMatch(unseen);
      }),
    );
  });

  it('cuts names at 120', () => {
    const text = provisioningText(aPlan([anAction('g'.repeat(500))]), { identityProvider: 'Entra', mode: 'dry run' });
    expect(text).toContain(`+ ${'g'.repeat(119)}…\n`);
  });
});
