import type { Faults } from '../http-faults.ts';
import { type RecordedRequest, serve } from '../http-server.ts';
import type { LiveAccount } from './live-account.ts';
import { type DatabricksSimulation, simulateDatabricks, workspaceUrls } from './simulation.ts';

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

/** Serves a simulated account on 127.0.0.1, on `port` or any free one. */
export async function startDatabricks(
  simulation: DatabricksSimulation & { readonly port?: number },
): Promise<DatabricksSimulator> {
  const { now, port } = simulation;
  let url = '';
  const { model, revokeTokens, ...answers } = simulateDatabricks(simulation, () => url);
  const server = await serve({ name: 'Databricks', now, ...answers, ...(port !== undefined && { port }) });
  url = server.url;
  return {
    url,
    accountId: model.id,
    workspaceUrls: workspaceUrls(model, url),
    model,
    requests: server.requests,
    faults: server.faults,
    errors: server.errors,
    revokeTokens,
    close: server.close,
  };
}
