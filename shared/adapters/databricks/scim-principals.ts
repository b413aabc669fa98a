import * as z from 'zod';
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

const COLLECTIONS = { user: 'Users', servicePrincipal: 'ServicePrincipals' } as const;

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

  /** Filters ignore case and lists are thin: what they find is read by id before it counts. */
  async function search(kind: PrincipalKind, attribute: string, value: string): Promise<readonly Principal[]> {
    const entries = await scimList(reads, accountId, COLLECTIONS[kind], scimFilter(attribute, 'eq', value));
    // A display name in another case is another name; an entry without one is read to find out.
    const fits = ({ displayName }: ScimEntry) =>
      attribute !== 'displayName' || displayName === undefined || displayName === value;
    const hits = entries.filter(fits).slice(0, MOST_HITS);
    const principals = await Promise.all(hits.map(({ id }) => read(kind, id)));
    return principals.filter((principal) => principal !== null);
  }

  async function byIdentifier(name: string): Promise<readonly Principal[]> {
    const isId = /^\d{1,20}$/.test(name);
    // Whether these filters heed case at account level is not documented; user names are lower case as a rule.
    const spellings = [...new Set([name, name.toLowerCase()])];
    const found = await Promise.all([
      ...spellings.map((spelling) => search('user', 'userName', spelling)),
      ...(name.includes('@') ? spellings.map((spelling) => search('user', 'emails.value', spelling)) : []),
      search('servicePrincipal', 'applicationId', name.toLowerCase()),
      isId ? listed(read('user', name)) : [],
      isId ? listed(read('servicePrincipal', name)) : [],
    ]);
    const wanted = name.toLowerCase();
    return found
      .flat()
      .filter((hit) => hit.id === name || hit.name.toLowerCase() === wanted || hit.emails.includes(wanted));
  }

  async function byDisplayName(name: string): Promise<readonly Principal[]> {
    const kinds = ['user', 'servicePrincipal'] as const;
    const found = await Promise.all(kinds.map((kind) => search(kind, 'displayName', name)));
    return found.flat().filter(({ displayName }) => displayName === name);
  }

  return {
    read,

    /** See DirectoryReader.findPrincipals. A display name is asked for only when nothing identifies a principal. */
    async find(name: string): Promise<readonly Principal[]> {
      const identified = unique(await byIdentifier(name));
      return identified.length > 0 ? identified : unique(await byDisplayName(name));
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

async function listed(read: Promise<Principal | null>): Promise<readonly Principal[]> {
  const principal = await read;
  return principal ? [principal] : [];
}

function unique(principals: readonly Principal[]): readonly Principal[] {
  return [...new Map(principals.map((principal) => [`${principal.kind} ${principal.id}`, principal])).values()];
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
