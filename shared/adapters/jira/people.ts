import * as z from 'zod';
import type { Person } from '#shared/domain/ticket.ts';
import { orNull } from './errors.ts';
import type { JiraSite } from './site.ts';

/** A user as REST gives it. `emailAddress` is missing (or empty) where the profile hides it. */
export const userSchema = z.object({
  accountId: z.string().min(1),
  accountType: z.string().default('atlassian'),
  displayName: z.string().default(''),
  emailAddress: z.string().nullish(),
  active: z.boolean().default(true),
});
export type JiraUser = z.infer<typeof userSchema>;

const groupsSchema = z.array(z.object({ groupId: z.string().nullish() }));

/** Portal customers are persons; only `app` accounts (bots, automation, integrations) are not. */
export function toPerson(user: JiraUser): Person {
  return {
    id: user.accountId,
    displayName: user.displayName,
    emails: user.emailAddress ? [user.emailAddress] : [],
    isApp: user.accountType === 'app',
    active: user.active,
  };
}

/** The person with this account id; null when Jira does not know it. */
export async function readPerson(site: JiraSite, accountId: string): Promise<Person | null> {
  const call = { what: 'reading a user', path: '/rest/api/3/user', query: { accountId } };
  const user = await orNull(site.client.read(call, userSchema));
  return user && toPerson(user);
}

/** The person as Jira tells it now, or what an older answer said where the account cannot be read any more. */
export async function personOf(site: JiraSite, user: JiraUser | null | undefined): Promise<Person> {
  if (!user) return UNKNOWN_PERSON;
  return (await readPerson(site, user.accountId)) ?? toPerson(user);
}

/**
 * Whether exactly one active person has this e-mail address. The search looks at names too, so an address that is shown
 * must be the one asked for; one that is hidden can only be taken on the search's word. Our account needs "Browse users
 * and groups": without it Jira answers with an empty list.
 */
export async function knowsPerson(site: JiraSite, email: string): Promise<boolean> {
  const asked = email.trim().toLowerCase();
  if (!asked.includes('@')) return false;
  const call = { what: 'looking for a user', path: '/rest/api/3/user/search', query: { query: asked } };
  const users = await site.client.read(call, z.array(userSchema));
  const fitting = users.filter(
    (user) => user.active && user.accountType !== 'app' && (user.emailAddress || asked).toLowerCase() === asked,
  );
  return fitting.length === 1;
}

/**
 * Whether the person is in the group with this id. Asked from the person's side, which needs no administration rights;
 * the answer has no pages. An unknown person is in no group.
 */
export async function isGroupMember(site: JiraSite, groupId: string, accountId: string): Promise<boolean> {
  const call = { what: "reading a user's groups", path: '/rest/api/3/user/groups', query: { accountId } };
  const groups = await orNull(site.client.read(call, groupsSchema));
  return groups?.some((group) => group.groupId === groupId) ?? false;
}

/** A user of a changelog or approval may be deleted: then there may be nothing left to read. */
export const authorSchema = userSchema.nullish().catch(null);

/** Stands for somebody Jira does not tell. Nothing can be proved about them, so an approval of theirs never counts. */
export const UNKNOWN_PERSON: Person = {
  id: 'unknown',
  displayName: 'unknown',
  emails: [],
  isApp: false,
  active: false,
};
