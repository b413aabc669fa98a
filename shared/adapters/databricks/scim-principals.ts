import * as z from 'zod';
import { addressForms, guestNamePrefix } from '#shared/domain/mail-address.ts';
import type { Principal, PrincipalKind } from '#shared/domain/principal.ts';
import type { Reads } from './calls.ts';
import { idSchema, type ScimEntry, scimFilter, scimList, scimPage, scimPath } from './scim.ts';

const text = z.string().nullish();
const roles = z.array(z.object({ value: z.string() })).nullish();

const userSchema = z.object({
  id: idSchema,
  userName: z.string(),
  displayName: text,
  name: z.object({ givenName: text }).nullish(),
  emails: z.array(z.object({ value: text })).nullish(),
  active: z.boolean().default(true),
  externalId: text,
  roles,
});

const servicePrincipalSchema = z.object({
  id: idSchema,
  applicationId: z.string(),
  displayName: text,
  active: z.boolean().default(true),
  externalId: text,
  roles,
});

const KINDS = ['user', 'servicePrincipal'] as const;
const COLLECTIONS = { user: 'Users', servicePrincipal: 'ServicePrincipals' } as const;

/** What an application id looks like; nothing else is worth asking for as one. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What has the form of an address is never taken for a display name, and neither is an application id: whoever may
 * choose a display name could pass for somebody who is not in Databricks yet.
 */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

interface Hit {
  readonly kind: PrincipalKind;
  readonly id: string;
}

/** More hits than this are ambiguous just as well; the rest is not read. */
const MOST_HITS = 10;

/** Candidates asked for per piece of a mistyped name; three pieces in at most two collections stay under 200. */
const CANDIDATES_PER_PIECE = 33;

/** Users and service principals of account SCIM. */
export function scimPrincipals(reads: Reads, accountId: string) {
  async function read(kind: PrincipalKind, id: string): Promise<Principal | null> {
    const path = scimPath(accountId, COLLECTIONS[kind], id);
    if (kind === 'user') {
      const user = await reads.find({ what: `user ${id}`, path }, userSchema);
      return user && toUser(user);
    }
    const found = await reads.find({ what: `service principal ${id}`, path }, servicePrincipalSchema);
    return found && toServicePrincipal(found);
  }

  /** Ids of what fits a filter. */
  async function search(kind: PrincipalKind, filter: string, fits = (_: ScimEntry) => true): Promise<readonly Hit[]> {
    const entries = await scimList(reads, accountId, COLLECTIONS[kind], filter);
    const hits = entries.filter(fits).slice(0, MOST_HITS);
    return hits.map(({ id }) => ({ kind, id }));
  }

  /** Filters ignore case and lists are thin: what they find is read by id, each once, before it counts. */
  async function readHits(searches: readonly Promise<readonly Hit[]>[]): Promise<readonly Principal[]> {
    const hits = (await Promise.all(searches)).flat();
    const distinct = new Map(hits.map((hit) => [`${hit.kind} ${hit.id}`, hit]));
    const found = await Promise.all([...distinct.values()].map(({ kind, id }) => read(kind, id)));
    return found.filter((principal) => principal !== null);
  }

  async function byIdentifier(name: string): Promise<readonly Principal[]> {
    // Whether these filters heed case at account level is not documented; user names are lower case as a rule.
    const spellings = [...new Set([name, name.toLowerCase()])];
    const attributes = name.includes('@') ? ['userName', 'emails.value'] : ['userName'];
    const searches = spellings.flatMap((spelling) =>
      attributes.map((attribute) => search('user', scimFilter(attribute, 'eq', spelling))),
    );
    if (UUID.test(name)) searches.push(search('servicePrincipal', byApplicationId(name)));
    if (/^\d{1,20}$/.test(name)) searches.push(Promise.resolve(KINDS.map((kind) => ({ kind, id: name }))));
    const wanted = name.toLowerCase();
    const found = await readHits(searches);
    return found.filter((hit) => hit.id === name || hit.name.toLowerCase() === wanted || hit.emails.includes(wanted));
  }

  /** A guest of Entra ID has a user name made of the address the invitation went to, and need not have an e-mail. */
  async function byInvitation(name: string): Promise<readonly Principal[]> {
    const address = name.toLowerCase();
    const prefix = guestNamePrefix(address);
    if (prefix === null) return [];
    // In both spellings seen: Entra writes #EXT#, and user names are lower case as a rule.
    const spellings = [prefix, prefix.toLowerCase()];
    const found = await readHits(spellings.map((spelling) => search('user', scimFilter('userName', 'sw', spelling))));
    return found.filter((guest) => addressForms(guest.name).includes(address));
  }

  async function byDisplayName(name: string): Promise<readonly Principal[]> {
    // A display name in another case is another name; an entry without one is read to find out.
    const fits = ({ displayName }: ScimEntry) => displayName === undefined || displayName === name;
    const found = await readHits(KINDS.map((kind) => search(kind, scimFilter('displayName', 'eq', name), fits)));
    return found.filter(({ displayName }) => displayName === name);
  }

  return {
    read,

    /** See DirectoryReader.findPrincipals. Each way is gone only when the stronger ones before it find nobody. */
    async find(name: string): Promise<readonly Principal[]> {
      const identifies = ADDRESS.test(name) || UUID.test(name);
      const ways = identifies ? [byIdentifier, byInvitation] : [byIdentifier, byInvitation, byDisplayName];
      for (const way of ways) {
        const found = await way(name);
        if (found.length > 0) return found;
      }
      return [];
    },

    /** The service principal that signs in with this id; null when the account has none. */
    async byApplicationId(applicationId: string): Promise<Principal | null> {
      const found = await readHits([search('servicePrincipal', byApplicationId(applicationId))]);
      return found.find(({ name }) => name.toLowerCase() === applicationId.toLowerCase()) ?? null;
    },

    /**
     * See DirectoryReader.similarNames. Two typing errors leave one of three pieces of a name as it was meant, so a
     * search for each piece finds the name; of an e-mail address only the part before the @ tells people apart.
     */
    async similar(name: string): Promise<readonly string[]> {
      const address = name.includes('@');
      const searches = pieces(name.split('@')[0] ?? '').flatMap((piece) =>
        address
          ? [candidates('user', 'userName', piece)]
          : [candidates('user', 'displayName', piece), candidates('servicePrincipal', 'displayName', piece)],
      );
      const names = (await Promise.all(searches)).flat();
      return [...new Set(names)];
    },
  };

  async function candidates(
    kind: PrincipalKind,
    attribute: 'userName' | 'displayName',
    piece: string,
  ): Promise<readonly string[]> {
    const filter = scimFilter(attribute, 'co', piece);
    const query = { filter, startIndex: 1, count: CANDIDATES_PER_PIECE };
    const { Resources } = await scimPage(reads, accountId, COLLECTIONS[kind], query);
    return Resources.slice(0, CANDIDATES_PER_PIECE).flatMap((entry) => entry[attribute] ?? []);
  }
}

/** A name in three parts of about the same length; none for a name too short to tell anything. */
function pieces(name: string): readonly string[] {
  const characters = [...name];
  if (characters.length < 3) return [];
  const cuts = [0, 1, 2, 3].map((part) => Math.round((part * characters.length) / 3));
  const parts = [0, 1, 2].map((part) => characters.slice(cuts[part], cuts[part + 1]).join(''));
  return [...new Set(parts)];
}

function byApplicationId(applicationId: string): string {
  return scimFilter('applicationId', 'eq', applicationId.toLowerCase());
}

function toUser(user: z.infer<typeof userSchema>): Principal {
  const addresses = [user.userName, ...(user.emails ?? []).map(({ value }) => value ?? '')];
  return {
    kind: 'user',
    id: user.id,
    name: user.userName,
    displayName: user.displayName || user.userName,
    givenName: user.name?.givenName || null,
    active: user.active,
    emails: [...new Set(addresses.filter((address) => address.includes('@')).map((address) => address.toLowerCase()))],
    externalId: user.externalId || null,
    roles: (user.roles ?? []).map(({ value }) => value),
  };
}

function toServicePrincipal(found: z.infer<typeof servicePrincipalSchema>): Principal {
  return {
    kind: 'servicePrincipal',
    id: found.id,
    name: found.applicationId,
    displayName: found.displayName || found.applicationId,
    givenName: null,
    active: found.active,
    emails: [],
    externalId: found.externalId || null,
    roles: (found.roles ?? []).map(({ value }) => value),
  };
}
