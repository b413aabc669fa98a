import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { Admission } from '../http-server.ts';
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

export interface DatabricksSimulation {
  /** Copied, never changed. */
  readonly account: AccountModel;
  /** Milliseconds; token lifetime, read lag and read limits go by it. */
  readonly now: () => number;
  readonly options?: Partial<DatabricksOptions>;
}

/** A simulated account without a server: whoever has a request can have its answer. */
export interface SimulatedDatabricks {
  /** To look at and to change while it runs. */
  readonly model: LiveAccount;
  readonly routes: readonly Route[];
  /** What stands before every route. */
  readonly onRequest: (request: SimulatorRequest) => Admission;
  readonly notFound: (request: SimulatorRequest) => SimulatorResponse;
  revokeTokens(): void;
}

/**
 * Puts a Databricks account together that behaves as the real one does where that is known, its awkward sides included.
 * @param host gives the account host once it is known; the token service names it
 */
export function simulateDatabricks(simulation: DatabricksSimulation, host: () => string): SimulatedDatabricks {
  const { now } = simulation;
  const options = withDefaults(simulation.options ?? {});
  const account = new LiveAccount(simulation.account, options, now);
  const tokens = tokenService(account.id, options, now, host);
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
  return {
    model: account,
    routes: [
      ...tokens.routes,
      ...scimPeopleRoutes(simulated),
      ...scimGroupRoutes(simulated),
      ...scimGroupWriteRoutes(simulated),
      ...iamV2Routes(simulated),
      ...workspaceRoutes(simulated),
      ...unityCatalogListRoutes(simulated),
      ...unityCatalogGrantRoutes(simulated),
      ...sqlRoutes(simulated, now),
    ],
    onRequest: gate(account, options, tokens, now),
    notFound: ({ method, path }) => apiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${method} ${path}'`),
    revokeTokens: tokens.revokeAll,
  };
}

/** Workspace id → URL below the account host, the value of DATABRICKS_WORKSPACE_URLS. */
export function workspaceUrls({ workspaces }: Pick<LiveAccount, 'workspaces'>, host: string): Record<string, string> {
  return Object.fromEntries(workspaces.map(({ id }) => [id, `${host}/ws/${id}`]));
}
