import { pickPrincipal } from '#shared/domain/choose-principal.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { GroupNamed } from '#shared/errors.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';

/**
 * The one principal a name means.
 * @throws PrincipalNotFound (with names that could have been meant), PrincipalAmbiguous, GroupNamed
 */
export async function resolve(
  directory: DirectoryReader,
  field: 'source' | 'target',
  asked: string,
): Promise<Principal> {
  const hits = await directory.findPrincipals(asked);
  if (hits.length > 0) return pickPrincipal(field, asked, hits);
  if (await directory.isGroupName(asked)) throw new GroupNamed({ field, asked });
  return pickPrincipal(field, asked, [], await directory.similarNames(asked));
}
