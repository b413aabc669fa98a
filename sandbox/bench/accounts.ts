import { accountModel } from '../simulators/databricks/account-builder.ts';
import type { AccountModel, MetastoreModel } from '../simulators/databricks/account-model.ts';

/** What Unity Catalog holds: catalogs alone, schemas in each, or a group whose only grant is on the last schema. */
export const CONTENTS = ['catalogs only', '20 schemas each', 'one group on a schema'] as const;
export type Contents = (typeof CONTENTS)[number];

export const SOURCE = 'thomas@company.com';
export const TARGET = 'uwe@company.com';

/** Direct groups of the source; the last ones are the target's too. */
const DIRECT = 40;
const SHARED = 8;
/** Of the direct groups: the identity provider's. */
const EXTERNAL = 15;
export const PARENTS = 12;
const WORKSPACES = 50;
const METASTORES = 2;
const CATALOGS_PER_METASTORE = 60;
const SCHEMAS_PER_CATALOG = 20;
/** A group without a parent that is the source's alone. */
const ON_A_SCHEMA = 31;

/** Groups the source is directly in and the target is not. */
export const DIRECT_GAP = DIRECT - SHARED;

/**
 * The account of the performance targets: the source in 40 direct groups, 12 groups above them, 50 workspaces, 2
 * metastores of 60 catalogs each, and as many other people's groups as make up `groups`.
 */
export function benchAccount(groups: number, contents: Contents): AccountModel {
  const builder = accountModel().user('Thomas Müller', SOURCE).user('Uwe Becker', TARGET);
  for (let n = 0; n < 100; n += 1) builder.user(`Colleague ${n}`, `colleague-${n}@company.com`);
  for (let n = 0; n < METASTORES; n += 1) builder.metastore(`metastore-${n}`);
  for (let n = 0; n < DIRECT; n += 1) {
    const members = n < DIRECT_GAP ? [SOURCE] : [SOURCE, TARGET];
    builder.group(`direct-${n}`, { members, ...(n < EXTERNAL && { externalId: `entra-${n}` }) });
  }
  for (let n = 0; n < PARENTS; n += 1) {
    builder.group(`parent-${n}`, { members: [`direct-${n}`, `direct-${n + PARENTS}`] });
  }
  // `account users` is there already.
  for (let n = DIRECT + PARENTS + 1; n < groups; n += 1) {
    builder.group(`other-${n}`, { members: [`colleague-${n % 100}@company.com`] });
  }
  const hidden = contents === 'one group on a schema' ? ON_A_SCHEMA : undefined;
  const direct = (n: number) => `direct-${n % DIRECT === hidden ? ON_A_SCHEMA - 1 : n % DIRECT}`;
  for (let n = 0; n < WORKSPACES; n += 1) {
    const assignments = { [direct(n)]: 'USER', [direct(n + 7)]: 'USER' } as const;
    builder.workspace(`workspace-${n}`, { metastore: `metastore-${n % METASTORES}`, assignments });
  }
  const account = builder.build();
  for (const [n, metastore] of account.metastores.entries()) {
    fill(metastore, `m${n}`, contents === 'catalogs only' ? 0 : SCHEMAS_PER_CATALOG, direct);
  }
  if (hidden !== undefined) {
    const grant = { principal: `direct-${hidden}`, privileges: ['USE_SCHEMA'] };
    account.metastores.at(-1)?.securables.at(-1)?.grants.push(grant);
  }
  return account;
}

function fill(metastore: MetastoreModel, prefix: string, schemas: number, direct: (n: number) => string): void {
  const { owner, securables } = metastore;
  for (let n = 0; n < CATALOGS_PER_METASTORE; n += 1) {
    const catalog = `${prefix}_c${n}`;
    const grants = [{ principal: direct(n), privileges: ['USE_CATALOG'] }];
    securables.push({ kind: 'catalog', fullName: catalog, owner, grants });
    for (let s = 0; s < schemas; s += 1) {
      securables.push({ kind: 'schema', fullName: `${catalog}.s${s}`, owner, grants: [] });
    }
  }
}
