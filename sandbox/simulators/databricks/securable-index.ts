import type { MetastoreModel, SecurableKind, SecurableModel } from './account-model.ts';

/** Finds an object of a metastore by full name; undefined when none of these kinds has it. */
export type FindSecurable = (
  metastoreId: string,
  kinds: readonly SecurableKind[],
  fullName: string,
) => SecurableModel | undefined;

/** Large stories have thousands of objects and ask for them thousands of times, so they are indexed once. */
export function indexSecurables(metastores: readonly MetastoreModel[]): FindSecurable {
  const byName = new Map(
    metastores.map(({ id, securables }) => [id, Map.groupBy(securables, ({ fullName }) => fullName)] as const),
  );
  return (metastoreId, kinds, fullName) =>
    byName
      .get(metastoreId)
      ?.get(fullName)
      ?.find(({ kind }) => kinds.includes(kind));
}
