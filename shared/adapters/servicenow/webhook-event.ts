import * as z from 'zod';
import { sysIdSchema } from './sys-id.ts';

/** An empty reference is an empty text. A body holds nothing else that is believed: texts are read from the instance. */
const referenceSchema = z.union([sysIdSchema, z.literal('')]);
/** Who made the change, where the instance could tell. */
const actorSchema = sysIdSchema.optional().catch(undefined);

const envelopeSchema = z.object({ type: z.string(), data: z.unknown() });
const itemSchema = z.object({ sys_id: sysIdSchema, cat_item: referenceSchema, actor: actorSchema });
const variableSchema = z.object({
  request_item: sysIdSchema,
  cat_item: referenceSchema.optional(),
  actor: actorSchema,
});
const approverSchema = z.object({
  sys_id: sysIdSchema,
  sysapproval: referenceSchema,
  source_table: z.string(),
  actor: actorSchema,
});
const taskSchema = z.object({
  sys_id: sysIdSchema,
  request_item: sysIdSchema,
  /** Set by us before the task exists: the run is known by it when the first event arrives. */
  correlation_id: z
    .string()
    .regex(/^ad:[\w.:-]{1,97}$/)
    .optional()
    .catch(undefined),
  actor: actorSchema,
});

/** What a delivery says, as far as anybody believes it: everything that matters is read again. */
export type ServiceNowEvent =
  | {
      readonly kind: 'ticket';
      readonly ticketId: string;
      /** Where the event says enough to open a run; what approvers and the identity team do opens none. */
      readonly catItemId: string | undefined;
      readonly actorId: string | undefined;
      /** Ids by which a run may know the record the event is about. */
      readonly children: readonly string[];
    }
  | { readonly kind: 'other' };

/** Reads the body the scripts under servicenow/ send; a text says why it cannot be used. */
export function parseServiceNowEvent(body: string): ServiceNowEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'no JSON';
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return 'no event with a type';
  const read = READERS.get(envelope.data.type);
  return read === undefined ? { kind: 'other' } : (read(envelope.data.data) ?? 'an event without its record');
}

type Reader = (data: unknown) => ServiceNowEvent | null;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['ritm.inserted', itemEvent],
  ['ritm.approval_changed', itemEvent],
  ['ritm.changed', itemEvent],
  ['approver.changed', approverEvent],
  ['task.changed', taskEvent],
  ['variable.changed', variableEvent],
]);

function itemEvent(data: unknown): ServiceNowEvent | null {
  const item = itemSchema.safeParse(data).data;
  if (item === undefined) return null;
  return { kind: 'ticket', ticketId: item.sys_id, catItemId: item.cat_item, actorId: item.actor, children: [] };
}

function variableEvent(data: unknown): ServiceNowEvent | null {
  const variable = variableSchema.safeParse(data).data;
  if (variable === undefined) return null;
  return {
    kind: 'ticket',
    ticketId: variable.request_item,
    catItemId: variable.cat_item,
    actorId: variable.actor,
    children: [],
  };
}

/** A row of the order, not of the item, is known to the run that opened it by its own id only. */
function approverEvent(data: unknown): ServiceNowEvent | null {
  const row = approverSchema.safeParse(data).data;
  if (row === undefined) return null;
  const ofItem = row.source_table === 'sc_req_item' && row.sysapproval !== '';
  return {
    kind: 'ticket',
    ticketId: ofItem ? row.sysapproval : row.sys_id,
    catItemId: undefined,
    actorId: row.actor,
    children: [row.sys_id],
  };
}

function taskEvent(data: unknown): ServiceNowEvent | null {
  const task = taskSchema.safeParse(data).data;
  if (task === undefined) return null;
  return {
    kind: 'ticket',
    ticketId: task.request_item,
    catItemId: undefined,
    actorId: task.actor,
    children: [...(task.correlation_id === undefined ? [] : [task.correlation_id]), task.sys_id],
  };
}
