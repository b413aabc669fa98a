import { toAdf } from '#shared/adapters/jira/adf.ts';
import { journalEntries, plainLine, plainText } from '#shared/adapters/servicenow/text.ts';
import { adfToText } from '../simulators/jira/adf-text.ts';
import { wrapped } from '../story/wrap.ts';
import type { Readers, Written } from './examples-of.ts';

/** Characters of a line on a phone. */
const PHONE = 40;
/** What ServiceNow shows of a short description. */
const MOST_SUMMARY = 160;

/** How one kind of reader sees what was written: with their system's own rendering, not with ours. */
export interface Rendering {
  readonly folder: string;
  readonly title: string;
  readonly shows: (readers: Readers) => boolean;
  readonly text: (written: Written) => string;
}

export const RENDERINGS: readonly Rendering[] = [
  { folder: 'jira', title: 'in Jira', shows: () => true, text: inJira },
  { folder: 'servicenow', title: 'in ServiceNow', shows: () => true, text: inServiceNow },
  {
    ...{ folder: 'phone', title: `on a phone, ${PHONE} characters wide` },
    shows: (readers) => readers === 'requester',
    text: onPhone,
  },
];

function inJira({ summary, body }: Written): string {
  return withSummary(summary, adfToText(JSON.parse(JSON.stringify(toAdf(body)))));
}

/** A long comment becomes several entries of the journal; the marker stands in each. */
function inServiceNow({ summary, body }: Written): string {
  if (summary !== null) return withSummary(plainLine(summary, MOST_SUMMARY), plainText(body));
  return journalEntries(body, 'example').join('\n\n- - - next entry - - -\n\n');
}

/** The mail of a notification, as plain text. */
function onPhone({ body }: Written): string {
  const lines = plainText(body).split('\n');
  return lines.flatMap((line) => wrapped(line, PHONE, /^ *- /.test(line) ? '  ' : '')).join('\n');
}

function withSummary(summary: string | null, text: string): string {
  return summary === null ? text : `[${summary}]\n\n${text}`;
}
