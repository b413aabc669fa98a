import type { Faults } from '../http-faults.ts';
import type { Route } from '../http-routes.ts';
import { type RecordedRequest, serve } from '../http-server.ts';
import type { AccountModel } from './account-model.ts';
import type { SimulatedAccount } from './context.ts';
import { apiError } from './error-bodies.ts';
import { gate } from './gate.ts';
import { iamV2Routes } from './iam-v2.ts';
import { LiveAccount } from './live-account.ts';
import { type DatabricksOptions, withDefaults } from './options.ts';
import { scimGroupWriteRoutes } from './scim-group-writes.ts';
import { scimGroupRoutes } from './scim-groups.ts';
import { scimPeopleRoutes } from './scim-people.ts';
import { indexSecurables } from './securable-index.ts';
import { sqlRoutes } from './sql-routes.ts';
import { tokenService } from './tokens.ts';
import { unityCatalogGrantRoutes } from './unity-catalog-grants.ts';
import { unityCatalogListRoutes } from './unity-catalog-lists.ts';
import { workspaceRoutes } from './workspaces.ts';

/** A running simulated account: the account console and every workspace on one local server. */
export interface DatabricksSimulator {
  /** The account host. */
  readonly url: string;
  readonly accountId: string;
  /** Workspace id → URL, the value of DATABRICKS_WORKSPACE_URLS. */
  readonly workspaceUrls: Readonly<Record<string, string>>;
  /** To look at and to change while it runs. */
  readonly model: LiveAccount;
  readonly requests: readonly RecordedRequest[];
  readonly faults: Faults;
  /** What broke inside the simulator; tests expect none. */
  readonly errors: readonly Error[];
  revokeTokens(): void;
  close(): Promise<void>;
}

export interface DatabricksSimulation {
  /** Copied, never changed. */
  readonly account: AccountModel;
  /** Milliseconds; token lifetime, read lag and read limit go by it. */
  readonly now: () => number;
  readonly port?: number;
  readonly options?: Partial<DatabricksOptions>;
}

/** Starts a Databricks account that behaves as the real one does where that is known, its awkward sides included. */
export async function startDatabricks(simulation: DatabricksSimulation): Promise<DatabricksSimulator> {
  const { now, port } = simulation;
  const options = withDefaults(simulation.options ?? {});
  const account = new LiveAccount(simulation.account, options, now);
  let url = '';
  const tokens = tokenService(account.id, options, now, () => url);
  const simulated: SimulatedAccount = {
    account,
    options,
    findSecurable: indexSecurables(account.metastores),
    client: ({ principal }) => {
      const client = options.clients.find(({ clientId }) => clientId === principal);
      if (!client) throw new Error('a request passed the gate without a client');
      return client;
    },
  };
  const routes: Route[] = [
    ...tokens.routes,
    ...scimPeopleRoutes(simulated),
    ...scimGroupRoutes(simulated),
    ...scimGroupWriteRoutes(simulated),
    ...iamV2Routes(simulated),
    ...workspaceRoutes(simulated),
    ...unityCatalogListRoutes(simulated),
    ...unityCatalogGrantRoutes(simulated),
    ...sqlRoutes(simulated, now),
  ];
  const server = await serve({
    name: 'Databricks',
    routes,
    now,
    onRequest: gate(account, options, tokens, now),
    notFound: ({ method, path }) => apiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${method} ${path}'`),
    ...(port !== undefined && { port }),
  });
  url = server.url;
  return {
    url,
    accountId: account.id,
    workspaceUrls: Object.fromEntries(account.workspaces.map(({ id }) => [id, `${url}/ws/${id}`])),
    model: account,
    requests: server.requests,
    faults: server.faults,
    errors: server.errors,
    revokeTokens: tokens.revokeAll,
    close: server.close,
  };
}
