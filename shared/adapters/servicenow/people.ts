import * as z from 'zod';
import type { Person } from '#shared/domain/ticket.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import { type Condition, contains, eq, eqAnyCase, mayBeAsked } from './query.ts';
import type { ServiceNowSite } from './site.ts';
import { isSysId, sysIdSchema } from './sys-id.ts';
import { queryRecords, readRecord } from './table.ts';

const FINDING = 'looking for a user';

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

/** The user of this name; null when there is none, or no single one. */
export async function findUserByName(site: ServiceNowSite, userName: string): Promise<User | null> {
  return onlyOne(await findUsersByName(site, userName));
}

/** The one user of a list; null when there are several. */
export function onlyOne(users: readonly User[]): User | null {
  return users.length === 1 ? (users[0] ?? null) : null;
}

/** Records keep so much of the name of who made or changed them (`sys_created_by`), whatever the length of a name. */
const KEPT_OF_A_NAME = 40;

/**
 * Everybody a record may mean by this user name; nobody for `system` and for accounts that are gone. A name that cannot
 * be part of a query is looked for by a piece of it, and so is one that records may have cut.
 * @throws TicketSystemRefused for a name no piece of which can be asked for
 */
export async function findUsersByName(site: ServiceNowSite, userName: string): Promise<readonly User[]> {
  if (userName === '') return [];
  const isCut = userName.length >= KEPT_OF_A_NAME;
  if (mayBeAsked(userName, 'equalsAnyCase')) {
    const users = await askForUsers(site, eqAnyCase('user_name', userName));
    if (users.length > 0 || !isCut) return users;
  }
  const pieces = (userName.match(/[\p{L}\p{N}.-]+/gu) ?? []).toSorted((a, b) => b.length - a.length);
  const piece = pieces.find((text) => mayBeAsked(text));
  if (piece === undefined) {
    const detail = 'a record names a user whose name holds nothing that can be searched for';
    throw new TicketSystemRefused({ what: FINDING, status: 200, detail });
  }
  const sought = userName.toLowerCase();
  const named = (name: string) => name === sought || (isCut && name.startsWith(sought));
  return (await askForUsers(site, contains('user_name', piece))).filter((user) => named(user.userName.toLowerCase()));
}

function askForUsers(site: ServiceNowSite, ...where: readonly Condition[]): Promise<readonly User[]> {
  return queryRecords(site, { what: FINDING, where, ...USER }, userSchema);
}

/** Whether exactly one active person has this e-mail address; accounts for web services only are no persons. */
export async function knowsPerson(site: ServiceNowSite, email: string): Promise<boolean> {
  const asked = email.trim();
  if (!asked.includes('@') || !mayBeAsked(asked)) return false;
  const users = await askForUsers(site, eqAnyCase('email', asked), eq('active', 'true'));
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
