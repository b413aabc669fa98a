import * as z from 'zod';
import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { GroupModel } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { onlyAdmins, plainError, scimError } from './error-bodies.ts';
import { findGroup, groupResource } from './scim-groups.ts';
import { scimOk } from './scim-list.ts';

const path = '/api/2.0/accounts/:account/scim/v2/Groups/:id';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const members = z.array(z.object({ value: z.string() }));
const addOperation = z
  .union([
    z.object({ op: z.string().regex(/^add$/i), path: z.literal('members'), value: members }),
    // The form without a path, as a knowledge base article shows it.
    z
      .object({ op: z.string().regex(/^add$/i), path: z.undefined().optional(), value: z.object({ members }) })
      .transform((operation) => ({ ...operation, value: operation.value.members })),
  ])
  .transform(({ value }) => ({ kind: 'add' as const, ids: value.map((member) => member.value) }));
const removeOperation = z
  .object({ op: z.string().regex(/^remove$/i), path: z.string().regex(/^members\[value eq "[^"]*"\]$/) })
  .transform((operation) => ({ kind: 'remove' as const, ids: [operation.path.split('"')[1] ?? ''] }));
// A wrong schema is reported to have wiped all members once. Answering 400 keeps a test account alive and still fails
// the client that forgets it.
const patchBody = z.object({
  schemas: z.array(z.string()).refine((schemas) => schemas.includes(patchSchema)),
  Operations: z.array(z.union([addOperation, removeOperation])).min(1),
});
const putBody = z.object({ members: members.default([]) });

/** PATCH and PUT of account groups. Adding a member twice is harmless; an id nobody has is taken without a word. */
export function scimGroupWriteRoutes(simulated: SimulatedAccount): Route[] {
  const { account, options } = simulated;

  function patch(request: SimulatorRequest): SimulatorResponse {
    const allowed = writable(request, simulated);
    if ('answer' in allowed) return allowed.answer;
    const body = patchBody.safeParse(parsed(request));
    if (!body.success)
      return scimError(400, 'Request is unparsable, syntactically incorrect, or violates schema.', 'invalidSyntax');
    for (const { kind, ids } of body.data.Operations) {
      if (kind === 'add') account.addByApi(allowed.group.id, ids);
      else account.removeByApi(allowed.group.id, ids);
    }
    return options.patchStatus === 204 ? { status: 204 } : scimOk({});
  }

  function put(request: SimulatorRequest): SimulatorResponse {
    const allowed = writable(request, simulated);
    if ('answer' in allowed) return allowed.answer;
    const body = putBody.safeParse(parsed(request));
    if (!body.success)
      return scimError(400, 'Request is unparsable, syntactically incorrect, or violates schema.', 'invalidSyntax');
    account.replaceByApi(
      allowed.group.id,
      body.data.members.map(({ value }) => value),
    );
    return scimOk(groupResource(account, allowed.group));
  }

  return [
    { method: 'PATCH', path, handle: patch },
    { method: 'PUT', path, handle: put },
  ];
}

function writable(
  request: SimulatorRequest,
  simulated: SimulatedAccount,
): { readonly group: GroupModel } | { readonly answer: SimulatorResponse } {
  const { account, options } = simulated;
  const client = simulated.client(request);
  const found = findGroup(account, param(request, 'id'));
  if ('answer' in found) return found;
  const { group } = found;
  const manages = client.role !== 'reader' && (client.manages === 'all' || client.manages.includes(group.id));
  if (!manages) return { answer: onlyAdmins() };
  if (group.builtIn) return { answer: scimError(403, `Group ${group.displayName} is a system group.`) };
  if (group.externalId === undefined || options.externalGroups === 'accept') return { group };
  if (options.externalGroups === 'refuse403') {
    return { answer: scimError(403, 'The group is managed by the identity provider and cannot be modified.') };
  }
  // The same text answers a malformed body, so that it says neither "not allowed" nor "broken".
  const message = 'None Error in performing the patch operation on group resource.';
  return { answer: plainError(500, 'InternalError', message) };
}

function parsed(request: SimulatorRequest): unknown {
  try {
    return request.json();
  } catch {
    return undefined;
  }
}
