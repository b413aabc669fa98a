import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { exampleInstance, items, oauthClient, users } from '#sandbox/simulators/servicenow/example-instance.ts';
import type { InstanceOptions } from '#sandbox/simulators/servicenow/model.ts';
import type { OrderOptions, PlacedOrder } from '#sandbox/simulators/servicenow/orders.ts';
import { type ServiceNow, startServiceNow } from '#sandbox/simulators/servicenow/start-servicenow.ts';

const startTime = Date.parse('2026-11-23T09:00:00Z');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

type SentHeaders = Record<string, string>;

export interface TestServiceNow extends ServiceNow {
  readonly clock: { ms: number };
  /** Calls REST as the integration user. */
  call(method: string, path: string, body?: unknown, headers?: SentHeaders): Promise<Answer>;
  /** The `result` of a list call with an encoded query. */
  query(table: string, query: string, more?: Record<string, string>): Promise<Record<string, unknown>[]>;
}

/** Starts the example instance on a clock the test moves; it is closed when the test ends. */
export async function openServiceNow(options: Partial<InstanceOptions> = {}): Promise<TestServiceNow> {
  const clock = { ms: startTime };
  const servicenow = await startServiceNow({ instance: exampleInstance(options), now: () => clock.ms });
  onTestFinished(async () => {
    await servicenow.close();
    expect(servicenow.errors).toEqual([]);
  });
  const call = async (method: string, path: string, body?: unknown, headers: SentHeaders = {}): Promise<Answer> => {
    const authorization = headers.authorization ?? `Bearer ${await tokenOf(servicenow)}`;
    return send(servicenow, method, path, { accept: 'application/json', ...headers, authorization }, body);
  };
  return Object.assign(servicenow, {
    clock,
    call,
    async query(table: string, query: string, more: Record<string, string> = {}) {
      const parameters = new URLSearchParams({
        sysparm_query: query,
        sysparm_limit: '100',
        sysparm_exclude_reference_link: 'true',
        ...more,
      });
      const { json } = await call('GET', `/api/now/table/${table}?${parameters}`);
      return z.object({ result: z.array(z.record(z.string(), z.unknown())) }).parse(json).result;
    },
  });
}

/** One request with exactly these headers; a Buffer is sent as it is, anything else as JSON. */
export async function send(
  { url }: ServiceNow,
  method: string,
  path: string,
  headers: SentHeaders,
  body?: unknown,
): Promise<Answer> {
  const raw = body instanceof Uint8Array || typeof body === 'string';
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && !raw && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Asks `oauth_token.do`. */
export function askToken(servicenow: ServiceNow, change: Record<string, string> = {}): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: oauthClient.clientId,
    client_secret: oauthClient.clientSecret,
    ...change,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return send(servicenow, 'POST', '/oauth_token.do', headers, form.toString());
}

async function tokenOf(servicenow: ServiceNow): Promise<string> {
  const { json } = await askToken(servicenow);
  return z.object({ access_token: z.string() }).parse(json).access_token;
}

/** Rita's usual request. */
export function orderAccess(
  { instance }: ServiceNow,
  more: Record<string, string> = {},
  options: OrderOptions = {},
): PlacedOrder {
  const values = { source: 'thomas@company.com', target: 'uwe@company.com', ...more };
  return instance.as(users.rita).order(items.access, values, options);
}

/** The `result` of an answer about one record. */
export function resultOf({ json }: Answer): Record<string, unknown> {
  return z.object({ result: z.record(z.string(), z.unknown()) }).parse(json).result;
}
