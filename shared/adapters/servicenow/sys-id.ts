import * as z from 'zod';

const SYS_ID = /^[0-9a-f]{32}$/;

/** True for a record id as ServiceNow makes them: safe in paths and queries. */
export function isSysId(text: string): boolean {
  return SYS_ID.test(text);
}

/** Id of a record. */
export const sysIdSchema = z.string().regex(SYS_ID);

/** A reference to a record: its id, null where the field is empty. Records that came with the system may have other ids. */
export const referenceSchema = z.string().transform((text) => (text === '' ? null : text));
