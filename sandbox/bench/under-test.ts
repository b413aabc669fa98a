import { type Client, type ConnectOptions, connect } from '#cli/library.ts';
import type { AccountModel } from '../simulators/databricks/account-model.ts';
import { readerClient } from '../simulators/databricks/clients.ts';
import type { DatabricksOptions } from '../simulators/databricks/options.ts';
import { workspaceUrls } from '../simulators/databricks/simulation.ts';
import { benchAccount, type Contents } from './accounts.ts';
import type { BaselineAccount } from './baseline.ts';

/** The ways to an answer, ours first. */
export const ROUTES = ['IAM v2', 'IAM v2 + SQL', 'SCIM', 'baseline'] as const;
export type Route = (typeof ROUTES)[number];

export interface Scenario {
  readonly groups: number;
  readonly throttled: boolean;
  readonly contents: Contents;
  readonly route: Route;
}

/** GETs of one group that a throttled account answers per second. */
const GROUP_READS_PER_SECOND = 20;

let last: { readonly key: string; readonly account: AccountModel } | undefined;

/** The account of a scenario. Simulations copy it, so one serves all that share it. */
export function accountOf({ groups, contents }: Pick<Scenario, 'groups' | 'contents'>): AccountModel {
  const key = `${groups} ${contents}`;
  if (last?.key !== key) last = { key, account: benchAccount(groups, contents) };
  return last.account;
}

/** How the simulated account behaves in a scenario. */
export function optionsOf({ route, throttled }: Scenario, account: AccountModel): Partial<DatabricksOptions> {
  return {
    lagMs: 0,
    ...(route === 'SCIM' && { iamV2: 'off404' }),
    ...(throttled && { groupReadsPerSecond: GROUP_READS_PER_SECOND }),
    warehouses: warehousesOf(account),
  };
}

/** What the baseline is told of an account. */
export function baselineAccount(account: AccountModel, host: string, sleep: BaselineAccount['sleep']): BaselineAccount {
  return { host, accountId: account.id, client: readerClient, workspaceUrls: workspaceUrls(account, host), sleep };
}

/** A client of ours, with nothing remembered from an earlier one. */
export function ourClient(account: AccountModel, host: string, route: Route, clock?: ConnectOptions['clock']): Client {
  const { clientId, clientSecret } = readerClient;
  const warehouses = Object.fromEntries(warehousesOf(account).map(({ id, workspaceId }) => [workspaceId, id]));
  return connect({
    host,
    accountId: account.id,
    clientId,
    clientSecret,
    workspaceUrls: workspaceUrls(account, host),
    ...(route === 'IAM v2 + SQL' && { warehouses }),
    ...(clock && { clock }),
  });
}

/** A warm SQL warehouse in the first workspace of each metastore. */
function warehousesOf({
  metastores,
  workspaces,
}: AccountModel): { readonly id: string; readonly workspaceId: string }[] {
  return metastores.flatMap(({ id }, n) => {
    const home = workspaces.find(({ metastoreId }) => metastoreId === id);
    return home ? [{ id: `warehouse-${n}`, workspaceId: home.id }] : [];
  });
}
