import { plainAddress } from './mail-address.ts';
import { linesOf } from './own-words.ts';
import type { RawRequest } from './request.ts';

/** The words that begin a line, as requesters are told to write them. */
const KEYWORDS = {
  source: 'from:',
  target: 'to:',
  without: 'without:',
  scanUc: 'scan-uc:',
  reason: 'reason:',
} as const satisfies Record<keyof RawRequest, string>;

/**
 * A request written as lines, in a description or a reply: `from: thomas@company.com`. Case and space around the word
 * do not matter, nor what programs make of an address. A line that stands there twice gives two values, for the desk to
 * ask which one is meant.
 */
export function requestLines(text: string): RawRequest {
  const lines = linesOf(text);
  const lineOf = (name: keyof RawRequest) => {
    const keyword = KEYWORDS[name];
    // Copied texts bring unseen characters before the word; fullwidth colons come from East Asian keyboards.
    const beginning = new RegExp(`^[\\s\\p{Cf}]*${keyword.slice(0, -1)}\\s*[:：]\\s*`, 'iu');
    const values = lines.flatMap((line) => (beginning.test(line) ? [line.replace(beginning, '').trim()] : []));
    const names = name === 'source' || name === 'target' ? values.map(plainAddress) : values;
    return { label: keyword, values: names.filter((value) => value !== '') };
  };
  return {
    source: lineOf('source'),
    target: lineOf('target'),
    without: lineOf('without'),
    scanUc: lineOf('scanUc'),
    reason: lineOf('reason'),
  };
}
