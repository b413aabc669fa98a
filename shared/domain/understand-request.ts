import { type RequestField, RequestIncomplete } from '../errors.ts';
import { display, hasUnseen } from './display.ts';
import type { AccessRequest, FieldValue, RawRequest } from './request.ts';
import { countAccounts, ONE_PER_REQUEST } from './several-names.ts';

/** Longest name a field may hold: an e-mail address has at most 64 + 1 + 255 characters (RFC 5321, 4.5.3.1). */
const LONGEST_VALUE = 320;
const LONGEST_REASON = 2000;
const MOST_LEFT_OUT = 200;

const YES: ReadonlySet<string> = new Set(['yes', 'y', 'true', 'on', '1', 'ja', 'j', 'scan']);
const NO: ReadonlySet<string> = new Set(['no', 'n', 'false', 'off', '0', 'nein']);

/**
 * Reads the request fields of a ticket. `scanDefault` holds where the request says nothing about the Unity Catalog scan.
 * @throws RequestIncomplete for the first field that cannot be used, with a sentence for the requester
 */
export function understandRequest(raw: RawRequest, { scanDefault }: { readonly scanDefault: boolean }): AccessRequest {
  return {
    source: readName(raw.source, 'source'),
    target: readName(raw.target, 'target'),
    without: readLeftOut(raw.without),
    scanUc: readScan(raw.scanUc, scanDefault),
    reason: readReason(raw.reason),
  };
}

function readName(value: FieldValue, field: 'source' | 'target'): string {
  if (value.problem === undefined) requireOnePerson(value, field);
  const text = single(value, field);
  if (text === null)
    throw problem(field, value, 'is empty. Write an e-mail address, a user name or an application id.');
  return checked(text, value, field);
}

/** A picker for several, two lines, or a list in one line: which one is meant is for the requester to say. */
function requireOnePerson(value: FieldValue, field: 'source' | 'target'): void {
  const given = new Set(value.values.map((text) => text.trim().toLowerCase()).filter((text) => text !== ''));
  const people = Math.max(given.size, countAccounts([...given].join(' ')));
  if (people > 1) throw problem(field, value, `names ${people} people. ${ONE_PER_REQUEST}`);
}

function readLeftOut(value: FieldValue): string[] {
  const text = single(value, 'without') ?? '';
  const names = text.split(/[,\r\n]/).map((name) => name.trim());
  const distinct = [...new Set(names.filter((name) => name !== ''))];
  if (distinct.length > MOST_LEFT_OUT) throw problem('without', value, `names more than ${MOST_LEFT_OUT} groups.`);
  return distinct.map((name) => checked(name, value, 'without'));
}

function readScan(value: FieldValue, scanDefault: boolean): boolean {
  const answer = single(value, 'scanUc')?.toLowerCase();
  if (answer === undefined) return scanDefault;
  if (YES.has(answer)) return true;
  if (NO.has(answer)) return false;
  throw problem('scanUc', value, 'is neither yes nor no. Write yes or no.');
}

/** Free text: line breaks and emoji are welcome; texts for people show what is unseen in it. */
function readReason(value: FieldValue): string {
  const text = (single(value, 'reason') ?? '').replace(/\s+/g, ' ');
  if (Array.from(text).length > LONGEST_REASON) {
    throw problem('reason', value, `is longer than ${LONGEST_REASON} characters. Shorten it.`);
  }
  if (/\p{Cc}/u.test(text)) throw problem('reason', value, 'holds control characters. Type it again without them.');
  return text;
}

/** The field's one value; null when there is none. */
function single(value: FieldValue, field: RequestField): string | null {
  if (value.problem !== undefined) throw new RequestIncomplete({ field, asked: '', problem: value.problem });
  const given = value.values.map((text) => text.trim()).filter((text) => text !== '');
  if (given.length > 1) throw problem(field, value, `is given ${given.length} times. Give it once.`);
  return given[0] ?? null;
}

function checked(text: string, value: FieldValue, field: RequestField): string {
  if (Array.from(text).length > LONGEST_VALUE) {
    throw problem(field, value, `holds a name of more than ${LONGEST_VALUE} characters.`);
  }
  if (hasUnseen(text)) {
    throw problem(field, value, 'holds control or invisible characters, often from copying. Type it again.');
  }
  return text;
}

function problem(field: RequestField, { label, values }: FieldValue, text: string): RequestIncomplete {
  const asked = display(values.map((entry) => entry.trim()).join(' | '));
  return new RequestIncomplete({ field, asked, problem: `“${display(label)}” ${text}` });
}
