import type { SimulatorRequest } from '../http-routes.ts';
import type { OAuthClient } from './clients.ts';
import type { LiveAccount } from './live-account.ts';
import type { DatabricksOptions } from './options.ts';
import type { FindSecurable } from './securable-index.ts';

/** What every part of the simulated account works on. */
export interface SimulatedAccount {
  readonly account: LiveAccount;
  readonly options: DatabricksOptions;
  readonly findSecurable: FindSecurable;
  /** The caller of an admitted request. */
  client(request: SimulatorRequest): OAuthClient;
}

/** A route parameter; the route's pattern guarantees that it is there. */
export function param(request: SimulatorRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`route without :${name}`);
  return value;
}
