import * as z from 'zod';
import type { ServiceNowAccess } from '#shared/adapters/servicenow/access.ts';
import { type ServiceNowClient, serviceNowClient } from '#shared/adapters/servicenow/client.ts';
import { DeskError } from '#shared/errors.ts';
import type { ScriptedAnswer, ScriptedServer } from '../http/scripted-server.ts';

export const token = (value: string, seconds: number = 1_799): ScriptedAnswer => ({
  status: 200,
  json: { access_token: value, scope: 'useraccount', token_type: 'Bearer', expires_in: seconds },
});
export const found: ScriptedAnswer = { status: 200, json: { result: { sys_id: '1' } } };
export const record = z.object({ sys_id: z.string() });
export const html = (text: string, status = 200): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  text,
});

export const oauth: ServiceNowAccess = { clientId: 'the-client', clientSecret: 'the-secret' };

export function clientAt(instanceUrl: string, access = oauth, clock = { ms: 0 }): ServiceNowClient {
  return serviceNowClient({
    instanceUrl,
    access: async () => access,
    secretName: 'desk/servicenow-api',
    now: () => new Date(clock.ms),
    version: '1.2.3',
    sleep: async () => undefined,
  });
}

export const read = (client: ServiceNowClient) =>
  client.read({ what: 'reading a thing', path: '/api/now/table/thing' }, record);
export const insert = (client: ServiceNowClient) =>
  client.insert({ what: 'adding a thing', path: '/api/now/table/thing', body: { a: 'b' } }, record);
export const update = (client: ServiceNowClient) =>
  client.update({ what: 'changing a thing', path: '/api/now/table/thing/1', body: { a: 'b' } }, record);
export const remove = (client: ServiceNowClient) =>
  client.remove({ what: 'removing a thing', path: '/api/now/table/thing/1' });

export async function errorOf(call: Promise<unknown>): Promise<DeskError> {
  const outcome = await call.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (outcome instanceof DeskError) return outcome;
  throw new Error('expected an error of the desk', { cause: outcome });
}

export const calls = (server: ScriptedServer) => server.seen.map(({ method, url }) => `${method} ${url}`);
