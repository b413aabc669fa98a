import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AuditEvent } from './audit-event.ts';
import { orderedJson } from './canonical.ts';

/**
 * What every entry has, whatever it tells: the chain can be verified by whoever does not know the kinds of entries. All
 * other keys are facts.
 */
export const linkSchema = z.looseObject({
  record: z.string(),
  /** 1, 2, 3 … within the record. */
  sequence: z.number().int().positive(),
  /** When it was recorded (ISO). */
  at: z.iso.datetime({ offset: true }),
  run: z.number().int().positive(),
  /** Unique within the run. */
  id: z.string(),
  event: z.string(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Link = z.infer<typeof linkSchema>;

/** The end a new entry is added to. */
export interface Head {
  readonly sequence: number;
  readonly hash: string;
}

/** Before the first entry: binds it to its record, so that no entry of another record can begin this one. */
export function emptyHead(record: string): Head {
  return { sequence: 0, hash: sha256(`access-desk audit record 1\n${record}`) };
}

/** The next entry, as the one line that is stored and exported. */
export function sealEntry(record: string, head: Head, { run, id, facts }: AuditEvent, at: string): string {
  const content = { ...facts, record, sequence: head.sequence + 1, at, run, id };
  return orderedJson({ ...content, previous: head.hash, hash: hashOf(content, head.hash) });
}

/**
 * Reads one line.
 * @returns the entry, or what is wrong with the line by itself
 */
export function readEntry(line: string): { readonly entry: Link } | { readonly problem: string } {
  const json = jsonSchema.safeParse(line);
  if (!json.success) return { problem: 'it is not JSON' };
  const parsed = linkSchema.safeParse(json.data);
  if (!parsed.success) return { problem: 'it is no entry of an audit record' };
  // A key that stands there twice, or another way to write a number, would be read differently by other programs.
  if (orderedJson(json.data) !== line) return { problem: 'it is not written as an export writes it' };
  return { entry: parsed.data };
}

/** What is wrong with an entry that follows this head; null where it is the next link. */
export function brokenLink(head: Head, line: string, entry: Link): string | null {
  const { sequence } = entry;
  const next = head.sequence + 1;
  if (sequence > next) {
    const last = sequence - 1;
    return next === last ? `entry ${next} before it is missing` : `entries ${next} to ${last} before it are missing`;
  }
  if (sequence < next) return `it stands behind entry ${head.sequence}: it was inserted, moved or doubled`;
  const { previous: _previous, hash, ...content } = z.record(z.string(), z.json()).parse(JSON.parse(line));
  if (hash !== hashOf(content, entry.previous)) return 'its content was changed';
  if (entry.previous === head.hash) return null;
  return head.sequence === 0
    ? `it does not begin record ${entry.record}`
    : `it does not follow entry ${head.sequence}: one of the two was replaced`;
}

/** SHA-256 (hex) of the hash before and everything the entry says. */
function hashOf(content: Readonly<Record<string, z.core.util.JSONType>>, previous: string): string {
  return sha256(`${previous}\n${orderedJson(content)}`);
}

const jsonSchema = z.string().transform((text, context): z.core.util.JSONType => {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
