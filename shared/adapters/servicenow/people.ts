import * as z from 'zod';
import type { Person } from '#shared/domain/ticket.ts';
import { eq, eqAnyCase, mayBeAsked } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { queryRecords, readRecord } from './table.ts';

const USER = {
  table: 'sys_user',
  fields: ['sys_id', 'user_name', 'name', 'email', 'active', 'web_service_access_only'],
} as const;

/** A user; accounts for web services only cannot sign in, so nobody answers for them. */
const userSchema = z
  .object({
    sys_id: sysIdSchema,
    user_name: z.string(),
    name: z.string(),
    email: z.string(),
    active: z.string(),
    web_service_access_only: z.string(),
  })
  .transform((user) => ({
    userName: user.user_name,
    person: {
      id: user.sys_id,
      displayName: user.name,
      emails: user.email === '' ? [] : [user.email],
      isApp: user.web_service_access_only === 'true',
      active: user.active === 'true',
    } satisfies Person,
  }));

/** A person, and the name by which ServiceNow tells who changed or wrote something. */
export type User = z.infer<typeof userSchema>;

/** The user with this sys_id; null when ServiceNow does not know it. */
export async function readUser(site: ServiceNowSite, userId: string): Promise<User | null> {
  return readRecord(site, { what: 'reading a user', sysId: userId, ...USER }, userSchema);
}

/** The person with this sys_id; null when ServiceNow does not know it. */
export async function readPerson(site: ServiceNowSite, userId: string): Promise<Person | null> {
  return (await readUser(site, userId))?.person ?? null;
}

/** The person as ServiceNow tells it now, or what stands for somebody it does not tell. */
export async function personOf(site: ServiceNowSite, userId: string | null): Promise<Person> {
  if (userId === null) return UNKNOWN_PERSON;
  return (await readPerson(site, userId)) ?? { ...UNKNOWN_PERSON, id: userId };
}

/** The user of this name; null when there is none (`system`, a deleted or renamed account), or no single one. */
export async function findUserByName(site: ServiceNowSite, userName: string): Promise<User | null> {
  if (!mayBeAsked(userName)) return null;
  const where = [eqAnyCase('user_name', userName)];
  const users = await queryRecords(site, { what: 'looking for a user', where, ...USER }, userSchema);
  return users.length === 1 ? (users[0] ?? null) : null;
}

/** Whether exactly one active person has this e-mail address; accounts for web services only are no persons. */
export async function knowsPerson(site: ServiceNowSite, email: string): Promise<boolean> {
  const asked = email.trim();
  if (!asked.includes('@') || !mayBeAsked(asked)) return false;
  const where = [eqAnyCase('email', asked), eq('active', 'true')];
  const users = await queryRecords(site, { what: 'looking for a user', where, ...USER }, userSchema);
  return users.filter(({ person }) => !person.isApp).length === 1;
}

/** Whether the person is in the group, or stands in for a member of an approver group by the stage file. */
export async function isGroupMember(site: ServiceNowSite, groupId: string, personId: string): Promise<boolean> {
  if (await isMember(site, groupId, personId)) return true;
  for (const approverId of representedBy(site, groupId, personId)) {
    if (await isMember(site, groupId, approverId)) return true;
  }
  return false;
}

async function isMember(site: ServiceNowSite, groupId: string, personId: string): Promise<boolean> {
  if (!isSysId(groupId) || !isSysId(personId)) return false;
  const rows = await queryRecords(
    site,
    {
      what: 'reading a group membership',
      table: 'sys_user_grmember',
      where: [eq('group', groupId), eq('user', personId)],
      fields: ['group', 'user'],
    },
    z.object({ sys_id: z.string() }),
  );
  return rows.length > 0;
}

/** Approvers in whose place this person may answer where this group approves. */
function representedBy({ stage }: ServiceNowSite, groupId: string, personId: string): readonly string[] {
  const approvers = stage.catalogItems
    .filter(({ approval }) => approval.approverGroupId === groupId)
    .flatMap(({ approval }) => Object.entries(approval.delegates))
    .filter(([, delegates]) => delegates.includes(personId))
    .map(([approverId]) => approverId);
  return [...new Set(approvers)];
}

/** Stands for somebody ServiceNow does not tell. Nothing can be proved about them, so an approval of theirs never counts. */
const UNKNOWN_PERSON: Person = {
  id: 'unknown',
  displayName: 'unknown',
  emails: [],
  isApp: false,
  active: false,
};
