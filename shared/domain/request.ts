import { createHash } from 'node:crypto';
import * as z from 'zod';

/** One request field as the ticket holds it. `people`: a user picker resolved by the ticket system. */
export const fieldValueSchema = z.object({
  /** The label the requester sees, for "to correct" messages. */
  label: z.string(),
  /** What is written there; several entries mean the field is doubled (two lines, two people). */
  values: z.array(z.string()),
  /** A sentence for the requester where the ticket system knows already that what stands there cannot be used. */
  problem: z.string().optional(),
});

export const rawRequestSchema = z.object({
  source: fieldValueSchema,
  target: fieldValueSchema,
  without: fieldValueSchema,
  scanUc: fieldValueSchema,
  reason: fieldValueSchema,
});

/** The request as understood: what a run plans. */
export const accessRequestSchema = z.object({
  source: z.string(),
  target: z.string(),
  without: z.array(z.string()),
  scanUc: z.boolean(),
  reason: z.string(),
});

export type FieldValue = z.infer<typeof fieldValueSchema>;
export type RawRequest = z.infer<typeof rawRequestSchema>;
export type AccessRequest = z.infer<typeof accessRequestSchema>;

/**
 * The revision of a request: SHA-256 (hex) over its normalised fields. Two tickets saying the same thing in other white
 * space, case of an e-mail or order of `without` have the same revision.
 */
export function revisionOf(request: AccessRequest): string {
  const canonical = JSON.stringify([
    1,
    normalName(request.source),
    normalName(request.target),
    request.without.map((name) => name.trim()).sort(),
    request.scanUc,
    request.reason.trim().replace(/\s+/g, ' '),
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** Addresses and ids mean the same in any case; display names do not, so a correction of their case is a correction. */
function normalName(name: string): string {
  const text = name.trim();
  return /@|^[0-9a-f-]{36}$/i.test(text) ? text.toLowerCase() : text;
}
