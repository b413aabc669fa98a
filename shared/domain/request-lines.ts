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
 * do not matter. A line that stands there twice gives two values, for the desk to ask which one is meant.
 */
export function requestLines(text: string): RawRequest {
  const lines = text.split('\n').map((line) => line.trim());
  const lineOf = (name: keyof RawRequest) => {
    const keyword = KEYWORDS[name];
    const beginning = new RegExp(`^${keyword.slice(0, -1)}\\s*:\\s*`, 'i');
    const values = lines.flatMap((line) => (beginning.test(line) ? [line.replace(beginning, '').trim()] : []));
    return { label: keyword, values: values.filter((value) => value !== '') };
  };
  return {
    source: lineOf('source'),
    target: lineOf('target'),
    without: lineOf('without'),
    scanUc: lineOf('scanUc'),
    reason: lineOf('reason'),
  };
}
