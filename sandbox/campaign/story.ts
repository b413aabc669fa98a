import * as z from 'zod';
import { formSchema, personSchema } from '../story/office/office.ts';
import { faultSchema, invocationFaultSchema, outsideSchema } from './faults.ts';

/** Ways to file a request that the example stage serves. */
export const waySchema = z.enum(['DBX', 'DBS', 'DBM', 'access', 'accessPicked']);
export type Way = z.infer<typeof waySchema>;

/** When something happens: at an hour of the story, some seconds after a state is entered, or just before a call goes out. */
const whenSchema = z.union([
  z.strictObject({ hours: z.number().min(0) }),
  z.strictObject({
    state: z.string(),
    nth: z.number().int().min(1).default(1),
    seconds: z.number().min(0).default(0),
  }),
  z.strictObject({
    during: z.string(),
    to: outsideSchema.optional(),
    call: z.string().optional(),
    nth: z.number().int().min(1).default(1),
  }),
]);
export type When = z.infer<typeof whenSchema>;

/** Which ticket of the story; the first where nothing is said. */
const on = { on: z.literal('second').optional() };
const by = { by: personSchema };
const group = { group: z.string() };

const actionSchema = z.discriminatedUnion('do', [
  // People
  /** Files the same wish again. */
  z.strictObject({ do: z.literal('file again'), ...by, way: waySchema }),
  z.strictObject({ do: z.literal('decide'), ...on, ...by, answer: z.enum(['approve', 'decline']) }),
  z.strictObject({ do: z.literal('edit'), ...on, ...by, fields: formSchema }),
  z.strictObject({ do: z.literal('comment'), ...on, ...by, text: z.string() }),
  z.strictObject({ do: z.literal('cancel'), ...on, ...by }),
  z.strictObject({ do: z.literal('set status'), ...on, ...by, status: z.string() }),
  z.strictObject({ do: z.literal('delete ticket'), ...on }),
  z.strictObject({ do: z.literal('move ticket'), ...on }),
  z.strictObject({ do: z.literal('retype ticket'), ...on }),
  z.strictObject({ do: z.literal('finish task'), ...on, ...by }),
  // The directory
  z.strictObject({ do: z.literal('sync'), ...group, member: z.string() }),
  z.strictObject({ do: z.literal('add member'), ...group, member: z.string() }),
  z.strictObject({ do: z.literal('remove member'), ...group, member: z.string() }),
  z.strictObject({ do: z.literal('delete group'), ...group }),
  z.strictObject({ do: z.literal('rename group'), ...group, name: z.string() }),
  z.strictObject({ do: z.literal('make group external'), ...group }),
  z.strictObject({ do: z.literal('give group a role'), ...group, role: z.string() }),
  z.strictObject({ do: z.literal('give group a parent'), ...group, parent: z.string() }),
  z.strictObject({
    do: z.literal('give group a workspace'),
    ...group,
    workspace: z.string(),
    level: z.enum(['USER', 'ADMIN']),
  }),
  z.strictObject({ do: z.literal('set active'), person: z.string(), active: z.boolean() }),
  z.strictObject({ do: z.literal('recreate'), person: z.string() }),
  z.strictObject({ do: z.literal('add person'), person: z.string() }),
  // Webhooks
  z.strictObject({
    do: z.literal('webhooks'),
    fate: z.enum(['lost', 'twice', 'late', 'shuffled']),
    count: z.number().int().min(1).default(1),
    minutes: z.number().default(30),
  }),
  // Our side
  z.strictObject({ do: z.literal('switch'), writes: z.enum(['on', 'planOnly', 'stopped']) }),
  z.strictObject({ do: z.literal('damage'), item: z.string() }),
  z.strictObject({
    do: z.literal('spoil secret'),
    name: z.string(),
    how: z.enum(['gone', 'not JSON', 'wrong', 'mended']),
  }),
  z.strictObject({ do: z.literal('stop execution') }),
  z.strictObject({ do: z.literal('start by hand'), input: z.string() }),
  z.strictObject({ do: z.literal('sweep') }),
  /** As `npm run requests -- retry` does it. */
  z.strictObject({ do: z.literal('retry'), ...on }),
]);
export type Action = z.infer<typeof actionSchema>;

export const actSchema = z.strictObject({ when: whenSchema, act: actionSchema });
export type Act = z.infer<typeof actSchema>;

/** A story as a file can hold it: all there is to know to play it again. */
export const storySchema = z.strictObject({
  /** What it was made for; changes nothing. */
  name: z.string(),
  seed: z.number().int(),
  way: waySchema,
  wish: formSchema.extend({ by: personSchema.default('rita') }),
  account: z
    .strictObject({
      /** Groups more that only the source is in, each with a workspace. */
      moreGroups: z.number().int().min(0).default(0),
      /** False: nothing is asked of the identity provider. */
      identity: z.boolean().default(true),
      /** False: nothing is to be added in Databricks. */
      additions: z.boolean().default(true),
      lagSeconds: z.number().min(0).default(15),
      flicker: z.boolean().default(false),
      iamV2: z.enum(['on', 'off404', 'off403']).default('on'),
      readsPerSecond: z.number().min(1).optional(),
    })
    .prefault({}),
  stage: z
    .strictObject({
      writes: z.enum(['on', 'planOnly', 'stopped']).default('on'),
      /** How long approval, identity team and target are waited for. */
      days: z.number().int().min(1).default(2),
      maxAdditions: z.number().int().min(1).default(100),
      planNames: z.enum(['approvers', 'everyone']).default('approvers'),
      /** Whom the policy keeps out: all but Uwe as requesters, or the groups of the source as something to copy. */
      keepsOut: z.enum(['nobody', 'requesters', 'source']).default('nobody'),
    })
    .prefault({}),
  acts: z.array(actSchema).default([]),
  faults: z.array(faultSchema).default([]),
  invocations: z.array(invocationFaultSchema).default([]),
});
export type Story = z.infer<typeof storySchema>;
/** A story with everything left out that goes without saying. */
export type StoryDraft = z.input<typeof storySchema>;
