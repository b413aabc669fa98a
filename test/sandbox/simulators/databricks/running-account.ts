import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { AccountModel } from '#sandbox/simulators/databricks/account-model.ts';
import { type OAuthClient, readerClient, writerClient } from '#sandbox/simulators/databricks/clients.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from '#sandbox/simulators/databricks/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface RunningAccount extends DatabricksSimulator {
  /** Moves the simulated clock. */
  advance(ms: number): void;
  requestToken(client?: OAuthClient): Promise<Response>;
  /** A call as the reader, with a fresh token; paths may use `{account}`, which becomes the account's id. */
  get(path: string, client?: OAuthClient): Promise<Answer>;
  send(method: string, path: string, body: unknown, client?: OAuthClient): Promise<Answer>;
}

/** A simulated account for one test; closed at its end, when the simulator must not have broken. */
export async function running(
  account: AccountModel,
  options: Partial<DatabricksOptions> = {},
): Promise<RunningAccount> {
  let time = 1_800_000_000_000;
  const simulator = await startDatabricks({ account, now: () => time, options });
  onTestFinished(async () => {
    await simulator.close();
    expect(simulator.errors).toEqual([]);
  });

  function requestToken(client: OAuthClient = readerClient): Promise<Response> {
    const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    return fetch(`${simulator.url}/oidc/accounts/${simulator.accountId}/v1/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' }),
    });
  }

  async function call(path: string, init: RequestInit, client: OAuthClient): Promise<Answer> {
    const { access_token } = z.object({ access_token: z.string() }).parse(await (await requestToken(client)).json());
    const url = `${simulator.url}${path.replace('{account}', simulator.accountId)}`;
    const answer = await fetch(url, { ...init, headers: { authorization: `Bearer ${access_token}` } });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: jsonOrUndefined(text) };
  }

  return {
    ...simulator,
    advance: (ms) => {
      time += ms;
    },
    requestToken,
    get: (path, client = readerClient) => call(path, {}, client),
    send: (method, path, body, client = writerClient) => call(path, { method, body: JSON.stringify(body) }, client),
  };
}

export const scim = '/api/2.0/accounts/{account}/scim/v2';
export const iam = '/api/2.0/identity/accounts/{account}';

/** The body of an add-only PATCH. */
export function addMembers(...ids: string[]): unknown {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }],
  };
}

/** The member ids of a group as an answer shows them. */
export function memberIds(answer: Answer): string[] {
  const group = z.object({ members: z.array(z.object({ value: z.string() })).default([]) }).parse(answer.json);
  return group.members.map(({ value }) => value);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
