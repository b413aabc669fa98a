import { pickPrincipal } from '#shared/domain/choose-principal.ts';
import type { Group } from '#shared/domain/group.ts';
import type { Compared, Principal } from '#shared/domain/principal.ts';
import { GroupNamed, PrincipalAmbiguous } from '#shared/errors.ts';
import type { Client } from './client.ts';
import type { Patience } from './patience.ts';

type Field = 'source' | 'target';

/**
 * The one principal a name means: e-mail, user name, application id, SCIM id, or an exact display name.
 * @throws PrincipalNotFound (with names that could have been meant), PrincipalAmbiguous, GroupNamed
 */
export async function resolvePrincipal(
  { directory }: Client,
  patience: Patience,
  field: Field,
  asked: string,
): Promise<Principal> {
  const hits = await patience.read(() => directory.findPrincipals(asked));
  if (hits.length > 1) {
    const names = hits.map(({ name }) => name);
    throw new PrincipalAmbiguous({ field, asked, hits: hits.length, names });
  }
  if (hits.length === 1) return pickPrincipal(field, asked, hits);
  if ((await groupsNamed(directory, patience, asked)).length > 0) throw new GroupNamed({ field, asked });
  return pickPrincipal(field, asked, [], await patience.read(() => directory.similarNames(asked)));
}

/** Groups with this exact name, else the one with this SCIM id. */
async function groupsNamed(
  directory: Client['directory'],
  patience: Patience,
  asked: string,
): Promise<readonly Pick<Group, 'id' | 'name'>[]> {
  const ids = await patience.read(() => directory.findGroupIds(asked));
  if (ids.length > 0) return ids.map((id) => ({ id, name: asked }));
  const group = SCIM_ID.test(asked) ? await patience.read(() => directory.readGroup(asked)) : null;
  return group === null ? [] : [group];
}

const SCIM_ID = /^\d{1,20}$/;

/**
 * The same where a group will do too, by its exact name or SCIM id.
 * @throws PrincipalNotFound, PrincipalAmbiguous
 */
export async function resolveCompared(
  client: Client,
  patience: Patience,
  field: Field,
  asked: string,
): Promise<Principal | ComparedGroup> {
  try {
    return await resolvePrincipal(client, patience, field, asked);
  } catch (error) {
    if (!(error instanceof GroupNamed)) throw error;
  }
  const groups = await groupsNamed(client.directory, patience, asked);
  const [group] = groups;
  if (group === undefined || groups.length > 1) {
    const names = groups.map(({ id }) => id);
    throw new PrincipalAmbiguous({ field, asked, hits: groups.length, names });
  }
  const { id, name } = group;
  return { kind: 'group', id, name, displayName: name, givenName: null };
}

/**
 * Both names at once; of two errors the source's is thrown.
 * @param resolve resolvePrincipal or resolveCompared
 */
export async function resolveBoth<T>(
  resolve: (client: Client, patience: Patience, field: Field, asked: string) => Promise<T>,
  client: Client,
  patience: Patience,
  { source, target }: Readonly<Record<Field, string>>,
): Promise<[source: T, target: T]> {
  const both = [resolve(client, patience, 'source', source), resolve(client, patience, 'target', target)] as const;
  await Promise.allSettled(both);
  return [await both[0], await both[1]];
}

export interface ComparedGroup extends Compared {
  readonly kind: 'group';
}

export function isGroup(compared: Principal | ComparedGroup): compared is ComparedGroup {
  return compared.kind === 'group';
}
