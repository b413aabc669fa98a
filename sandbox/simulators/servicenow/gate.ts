import type { SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { Admission } from '../http-server.ts';
import type { Instance } from './instance.ts';
import { faultAnswer } from './route.ts';
import { ServiceFault } from './service-fault.ts';
import type { TokenService } from './tokens.ts';

const hibernatingPage =
  '<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head><body>Your instance is hibernating.</body></html>';

/** The gate in front of every route: a sleeping instance, sessions that queue up, and who is asking. */
export function createGate(instance: Instance, tokens: TokenService): (request: SimulatorRequest) => Admission {
  return (request) => {
    if (instance.options.hibernating) {
      return { answer: { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, text: hibernatingPage } };
    }
    if (!request.path.startsWith('/api/')) return undefined;
    const caller = callerOf(instance, tokens, request);
    if (caller === undefined) return { answer: rejected(request) };
    // Calls that share a session queue up behind each other; what does not fit is dropped with a 202.
    if (request.headers.cookie !== undefined) return { answer: { status: 202 } };
    return { principal: caller };
  };
}

function callerOf(instance: Instance, tokens: TokenService, request: SimulatorRequest): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+)\s+(.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const active = instance.users.filter((user) => user.active);
  if (scheme.toLowerCase() === 'bearer') {
    const caller = tokens.callerOf(value);
    return active.find(({ sysId }) => sysId === caller)?.sysId;
  }
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  // Interactive users are refused although the password fits: Basic authentication is being phased down.
  const users = active.filter((user) => user.webServiceAccessOnly);
  return users.find((user) => user.userName === name && user.password === password)?.sysId;
}

/** The Attachment API answers 403 to whoever says nothing about themselves. */
function rejected({ path, headers }: SimulatorRequest): SimulatorResponse {
  const silent = headers.authorization === undefined && /^\/api\/now(\/v\d)?\/attachment/.test(path);
  const text = 'Required to provide Auth information';
  const answer = faultAnswer(new ServiceFault(silent ? 403 : 401, 'User Not Authenticated', text));
  return { ...answer, headers: { 'www-authenticate': 'BASIC realm="Service-now"' } };
}
