import { pickPrincipal } from '#shared/domain/choose-principal.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { maybeSeveral, ONE_PER_REQUEST } from '#shared/domain/several-names.ts';
import { GroupNamed, PrincipalNotFound, RequestIncomplete } from '#shared/errors.ts';
import type { DirectoryReader } from '#shared/ports/directory.ts';

/**
 * The one principal a name means.
 * @throws PrincipalNotFound (with names that could have been meant), PrincipalAmbiguous, GroupNamed; RequestIncomplete
 * where nobody goes by it and it may be a list of people
 */
export async function resolve(
  directory: DirectoryReader,
  field: 'source' | 'target',
  asked: string,
): Promise<Principal> {
  const hits = await directory.findPrincipals(asked);
  if (hits.length > 0) return pickPrincipal(field, asked, hits);
  if (await directory.isGroupName(asked)) throw new GroupNamed({ field, asked });
  const candidates = await directory.similarNames(asked);
  try {
    return pickPrincipal(field, asked, [], candidates);
  } catch (error) {
    const nothingNear =
      error instanceof PrincipalNotFound && Array.isArray(error.facts.near) && !error.facts.near.length;
    if (!nothingNear || !maybeSeveral(asked)) throw error;
    const problem = `Nobody in Databricks goes by this name. If it means more than one person: ${ONE_PER_REQUEST}`;
    throw new RequestIncomplete({ field, asked, problem }, { cause: error });
  }
}
