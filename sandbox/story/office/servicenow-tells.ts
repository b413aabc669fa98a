import * as z from 'zod';
import { users } from '../../simulators/servicenow/example-instance.ts';
import type { LivingInstance } from '../../simulators/servicenow/living-instance.ts';

const bodySchema = z.object({
  type: z.string(),
  data: z.object({
    number: z.string().optional(),
    sysapproval: z.string().optional(),
    request_item: z.string().optional(),
    approval: z.string().optional(),
    state: z.string().optional(),
    actor: z.string().optional(),
  }),
});

type Data = z.infer<typeof bodySchema>['data'];

const SENTENCES: Readonly<Record<string, (key: string, data: Data) => string>> = {
  'ritm.inserted': (key) => `${key} was ordered`,
  'ritm.changed': (key) => `${key} was changed or commented on`,
  'ritm.approval_changed': (key, { approval }) => `${key} is now “${approval}”`,
  'approver.changed': (key, { state }) => `an approver row of ${key} is “${state}”`,
  'task.changed': (key) => `${key} was changed`,
  'variable.changed': (key) => `an answer in the form of ${key} was changed`,
};

/** What the body of a webhook says; undefined for what the desk itself did, and for what is unknown. */
export function serviceNowTells(instance: LivingInstance, body: unknown): string | undefined {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success || parsed.data.data.actor === users.desk) return undefined;
  const { type, data } = parsed.data;
  const key = data.number ?? numberOf(instance, data.sysapproval ?? data.request_item ?? '');
  return `ServiceNow tells: ${SENTENCES[type]?.(key, data) ?? `${type} ${key}`}`;
}

function numberOf(instance: LivingInstance, sysId: string): string {
  return instance.rows('task').find(({ sys_id }) => sys_id === sysId)?.number ?? sysId;
}
