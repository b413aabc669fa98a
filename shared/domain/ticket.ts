import * as z from 'zod';
import { rawRequestSchema } from './request.ts';

export const systemSchema = z.enum(['jira', 'servicenow']);
export type System = z.infer<typeof systemSchema>;

export const PARTY_ROLES = [
  'creator',
  'reporter',
  'opened by',
  'requested for',
  'changed a request field',
  'source',
  'target',
  'ourselves',
] as const;
export const partyRoleSchema = z.enum(PARTY_ROLES);
export type PartyRole = z.infer<typeof partyRoleSchema>;

export const partiesSchema = z.array(z.object({ personId: z.string(), role: partyRoleSchema }));

/** A person (or app) of the ticket system. `emails` is empty where the profile hides them. */
export const personSchema = z.object({
  id: z.string(),
  displayName: z.string(),
  emails: z.array(z.string()),
  isApp: z.boolean(),
  active: z.boolean(),
});
export type Person = z.infer<typeof personSchema>;

/** A public comment that asks where the request stands, by somebody who may ask. */
export const questionSchema = z.object({
  /** Of the comment. */
  id: z.string(),
  /** When it was written as it stands (ISO). */
  at: z.string(),
});
export type Question = z.infer<typeof questionSchema>;

/** What one read of a ticket tells. */
export const ticketSchema = z.object({
  system: systemSchema,
  /** Numeric issue id or sys_id: stays when a ticket moves. */
  id: z.string(),
  /** What people call it: DBX-42, RITM0012345. */
  key: z.string(),
  url: z.string(),
  /** Project and type (or catalog item) as one comparable text; another one than at first means moved or retyped. */
  place: z.string(),
  /** True when the stage file serves this place. */
  served: z.boolean(),
  statusId: z.string(),
  /** True when the status is one in which nothing is to be done any more. */
  closed: z.boolean(),
  /** Time (ISO) of the latest change from a closed to an open status; null if there was none. */
  reopenedAt: z.string().nullable(),
  /** The form, with what replies by people who may correct it say since. */
  request: rawRequestSchema,
  /** Time (ISO) of the latest line of such a reply; null if there was none. */
  correctedAt: z.string().nullable(),
  /** Who withdrew the request by reply; null while nobody has. */
  cancelledBy: personSchema.nullable(),
  /** Comments with the single word `status?`, oldest first. They change nothing of the request. */
  questions: z.array(questionSchema),
  /** Who may approve here: id and name of a group of the ticket system, from the stage file. */
  approverGroup: z.object({ id: z.string(), name: z.string() }),
  requester: personSchema,
  /** Everybody who may not approve, by the part they play here; source, target and ourselves are added by the steps. */
  parties: partiesSchema,
});
export type Ticket = z.infer<typeof ticketSchema>;

/** Every end a run can have. */
export const END_NAMES = [
  'done',
  'nothing to add',
  'needs correction',
  'rejected',
  'withdrawn',
  'expired',
  'superseded',
  'failed',
  'nothing new',
] as const;
export const endSchema = z.enum(END_NAMES);
export type End = z.infer<typeof endSchema>;
