import { describe, expect, it } from 'vitest';
import { applyReplies } from '#shared/domain/reply.ts';
import { ERRORS, type ErrorFacts, type ErrorName } from '#shared/errors.ts';
import { isWishError, toCorrect } from '#shared/report/messages/to-correct.ts';
import { asText } from './read-document.ts';

const labels = {
  source: 'Copy access from',
  target: 'Give access to',
  without: 'Leave out',
  scanUc: 'Scan Unity Catalog',
  reason: 'Reason',
};

const record = { record: 'jira-10542', hash: '3f9a'.repeat(16) };

function message(error: ErrorName<'wish'>, facts: ErrorFacts): string {
  return asText(toCorrect({ error, facts, labels, record }));
}

/** Facts as the error itself carries them. */
const CASES: Readonly<Record<ErrorName<'wish'>, ErrorFacts>> = {
  PrincipalNotFound: new ERRORS.wish.PrincipalNotFound({ field: 'source', asked: 'tomas', near: [] }).facts,
  PrincipalAmbiguous: new ERRORS.wish.PrincipalAmbiguous({ field: 'target', asked: 'uwe', hits: 3 }).facts,
  PrincipalInactive: new ERRORS.wish.PrincipalInactive({ field: 'target', asked: 'uwe' }).facts,
  SamePrincipal: new ERRORS.wish.SamePrincipal({ asked: 'uwe' }).facts,
  PrincipalKindMismatch: new ERRORS.wish.PrincipalKindMismatch({ sourceKind: 'user', targetKind: 'service principal' })
    .facts,
  GroupNamed: new ERRORS.wish.GroupNamed({ field: 'source', asked: 'data-engineers' }).facts,
  RequestIncomplete: new ERRORS.wish.RequestIncomplete({
    field: 'target',
    asked: '',
    problem: '“Give access to” is empty.',
  }).facts,
  TooManyAdditions: new ERRORS.wish.TooManyAdditions({ count: 120, most: 100 }).facts,
  RequesterNotAllowed: new ERRORS.wish.RequesterNotAllowed().facts,
  SourceNeverCopied: new ERRORS.wish.SourceNeverCopied({ asked: 'ceo@company.com' }).facts,
  TargetChanged: new ERRORS.wish.TargetChanged({ change: 'it is deactivated' }).facts,
};

describe('toCorrect', () => {
  it('names the field as labelled, what was read and how to answer', () => {
    expect(
      message('PrincipalNotFound', { field: 'source', asked: 'tomas', near: ['Thomas Müller'] }).split('\n'),
    ).toEqual([
      'Please correct "Copy access from". We read: "tomas". Nobody in Databricks goes by this name.',
      'Did you mean Thomas Müller?',
      'Give the e-mail address, the Databricks user name or the application id. Change the field, or reply here with one line like this:',
      'from: name@company.com',
      'We then start again by ourselves. To drop the request, reply with the single word: cancel',
      `Audit record jira-10542, ${'3f9a'.repeat(16)}`,
    ]);
  });

  it('tells somebody who may not file nothing but that', () => {
    const text = message('RequesterNotAllowed', { field: 'source', asked: 'thomas@company.com' });
    expect(text).toContain('This request cannot be taken');
    expect(text).not.toMatch(/thomas|Copy access from/);
    expect(text.split('\n').at(-1)).toBe(`Audit record jira-10542, ${'3f9a'.repeat(16)}`);
  });

  it.each(Object.keys(ERRORS.wish).filter((name) => name !== 'RequesterNotAllowed'))('has advice for %s', (name) => {
    expect(isWishError(name)).toBe(true);
    if (!isWishError(name)) return;
    const facts = CASES[name];
    const text = message(name, facts);
    const field = facts.field;
    expect(text).toContain(`Please correct "${labels[field === 'source' ? 'source' : 'target']}".`);
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    for (const fact of ['hits', 'count', 'most', 'change', 'sourceKind', 'targetKind']) {
      if (fact in facts) expect(text).toContain(String(facts[fact]));
    }
  });

  it('knows no other error', () => {
    for (const name of ['DirectoryUnavailable', 'Unexpected', 'toString', '']) expect(isWishError(name)).toBe(false);
  });

  it('does not say the label twice where the problem begins with it', () => {
    const text = message('RequestIncomplete', CASES.RequestIncomplete);
    expect(text).toContain('Please correct "Give access to". It is empty.');
  });

  it('shows no address of anybody near, only that there is one', () => {
    const text = message('PrincipalNotFound', { field: 'target', asked: 'uve@company.com', near: ['uwe@company.com'] });
    expect(text).not.toContain('uwe@company.com');
    expect(text).toContain('A very similar one exists');
  });

  it('shows what was read on one line, unseen characters included', () => {
    const text = message('PrincipalNotFound', { field: 'source', asked: 'a\n\u202eb', near: [] });
    expect(text).toContain('We read: "a\\u{a}\\u{202e}b".');
  });

  it('says how long a person was waited for, and that the same line will do', () => {
    const text = message('PrincipalNotFound', { field: 'target', asked: 'ines@company.com', near: [], waitedDays: 14 });
    expect(text).toContain('for 14 days; they have not appeared');
    expect(text).toContain('reply with the same line again');
    expect(text).not.toContain('Nobody in Databricks');
  });

  it.each(['source', 'target', 'without', 'scanUc'] as const)('shows a line for %s that a reply may hold', (field) => {
    const text = message('RequestIncomplete', { field, asked: '', problem: 'It is wrong.' });
    const wrong = (label: string) => ({ label, values: ['wrong'] });
    const form = {
      source: wrong(labels.source),
      target: wrong(labels.target),
      without: wrong(labels.without),
      scanUc: wrong(labels.scanUc),
      reason: wrong(labels.reason),
    };
    const reply = { authorIds: ['rita'], at: '2026-11-23T12:00:00Z', text };
    const { request } = applyReplies(form, [reply], { fields: {}, reopenedAt: null });
    const corrected = Object.entries(request).filter(([, { values }]) => values[0] !== 'wrong');
    expect(corrected.map(([name]) => name)).toEqual([field]);
  });

  it('offers no line for the reason, which no line carries', () => {
    const text = message('RequestIncomplete', { field: 'reason', asked: '', problem: '“Reason” is too long.' });
    expect(text).not.toContain('like this');
    expect(text).toContain('Change the field, or file the request again.');
  });
});
