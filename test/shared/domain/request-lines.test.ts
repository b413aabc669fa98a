import { describe, expect, it } from 'vitest';
import { requestLines } from '#shared/domain/request-lines.ts';

describe('a request in lines', () => {
  it('is found in any case, with space around its words', () => {
    const lines = requestLines('Hello!\n  From :  thomas@company.com \nTO: uwe@company.com\nscan-uc:no\nThanks');
    expect(lines.source).toEqual({ label: 'from:', values: ['thomas@company.com'] });
    expect(lines.target.values).toEqual(['uwe@company.com']);
    expect(lines.scanUc.values).toEqual(['no']);
    expect(lines.without).toEqual({ label: 'without:', values: [] });
  });

  it('gives two values for a line that stands there twice', () => {
    expect(requestLines('to: uwe\nto: rita').target.values).toEqual(['uwe', 'rita']);
  });

  it('does not count in the middle of a sentence, nor without a value', () => {
    expect(requestLines('access from: thomas\nfrom:').source.values).toEqual([]);
  });

  it('keeps what follows the first colon', () => {
    expect(requestLines('reason: project: Alpha').reason.values).toEqual(['project: Alpha']);
  });

  it('is found whatever ends its lines', () => {
    const lines = requestLines('from: a\rto: b\r\nwithout: c\u2028scan-uc: no\u0085reason: d');
    expect(Object.values(lines).map(({ values }) => values)).toEqual([['a'], ['b'], ['c'], ['no'], ['d']]);
  });

  it('reads addresses of source and target only as mail programs write them', () => {
    const lines = requestLines('from: Thomas Müller <thomas@company.com>\nwithout: <a@b.c>');
    expect(lines.source.values).toEqual(['thomas@company.com']);
    expect(lines.without.values).toEqual(['<a@b.c>']);
  });
});
