import { type ScriptedAnswer, scriptedServer } from '../http/scripted-server.ts';
import { kitStage, siteAt } from './kit.ts';

const token = { status: 200, json: { access_token: 'token', expires_in: 1_799 } };

/** A site whose instance answers from a list. */
export async function scripted(...answers: readonly ScriptedAnswer[]) {
  const server = await scriptedServer(token, ...answers);
  return { server, site: siteAt(kitStage(server.url)), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export const result = (value: unknown, status = 200): ScriptedAnswer => ({ status, json: { result: value } });
