import type { Sections } from '#shared/domain/run.ts';

/** The record of an approval: under which handle and for which plan it counts, and where it was given for an earlier one. */
export function approvalOn(
  { handle, digest, carriedFrom }: Sections['decision'],
  approval: Omit<Sections['approval'], 'handle' | 'digest'>,
): Sections['approval'] {
  if (carriedFrom === undefined) return { ...approval, handle, digest };
  const origin = `given in run ${carriedFrom.run} for plan ${carriedFrom.digest.slice(0, 12)}, which covers this one`;
  return { ...approval, handle, digest, remark: [approval.remark, origin].filter((part) => part !== null).join('. ') };
}
