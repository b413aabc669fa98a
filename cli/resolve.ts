import { pickPrincipal } from '#shared/domain/choose-principal.ts';
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
  if (await patience.read(() => directory.isGroupName(asked))) throw new GroupNamed({ field, asked });
  return pickPrincipal(field, asked, [], await patience.read(() => directory.similarNames(asked)));
}

/**
 * The same where a group will do too, by its exact name.
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
  const ids = await patience.read(() => client.directory.findGroupIds(asked));
  const [id] = ids;
  if (id === undefined || ids.length > 1) throw new PrincipalAmbiguous({ field, asked, hits: ids.length, names: ids });
  return { kind: 'group', id, name: asked, displayName: asked, givenName: null };
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
