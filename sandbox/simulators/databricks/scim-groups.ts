import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { GroupModel } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { apiError, scimError } from './error-bodies.ts';
import type { LiveAccount } from './live-account.ts';
import { onlyAttributes, type ScimResource, scimList, scimOk } from './scim-list.ts';

const base = '/api/2.0/accounts/:account/scim/v2/Groups';

/** Account SCIM groups, to read. A list gives id and name only: no members and no externalId, whatever is asked for. */
export function scimGroupRoutes(simulated: SimulatedAccount): Route[] {
  const { account, options } = simulated;
  const read = (request: SimulatorRequest): SimulatorResponse => {
    const group = findGroup(account, param(request, 'id'));
    if ('answer' in group) return group.answer;
    const whole = groupResource(account, group.group);
    const trimmed = simulated.client(request).role === 'writer' && options.writerGroupReads === 'trimmed';
    const { externalId: _externalId, roles: _roles, ...rest } = whole;
    return scimOk(onlyAttributes(trimmed ? rest : whole, request.query.get('attributes')));
  };
  return [
    {
      method: 'GET',
      path: base,
      handle: (request) =>
        scimList(request, {
          items: account.groups,
          filters: { id: ({ id }) => [id], displayName: ({ displayName }) => [displayName] },
          toResource: ({ id, displayName }): ScimResource => ({ id, displayName }),
          pageSize: options.scimPageSize,
        }),
    },
    { method: 'GET', path: `${base}/:id`, handle: read },
  ];
}

/** The group a path names, or what the API says when it is none: an id that is no number is not even an endpoint. */
export function findGroup(
  account: LiveAccount,
  id: string,
): { readonly group: GroupModel } | { readonly answer: SimulatorResponse } {
  if (!/^\d+$/.test(id)) return { answer: apiError(400, 'BAD_REQUEST', 'Endpoint not supported') };
  const group = account.findGroup(id);
  return group ? { group } : { answer: scimError(404, `Group with id ${id} not found.`) };
}

/** A group as a GET shows it now, with the read lag of its members. */
export function groupResource(account: LiveAccount, group: GroupModel): ScimResource {
  const members = account
    .membersAsRead(`scim:${group.id}`)(group.id)
    .flatMap(({ id }) => memberResource(account, id));
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    id: group.id,
    displayName: group.displayName,
    meta: { resourceType: 'Group' },
    ...(group.externalId !== undefined && { externalId: group.externalId }),
    ...(group.roles.length > 0 && { roles: group.roles.map((value) => ({ value, type: 'direct' })) }),
    ...(members.length > 0 && { members }),
  };
}

/** The member's kind is told by the prefix of `$ref` alone; `type` is absent. */
function memberResource(account: LiveAccount, id: string): Record<string, string>[] {
  const principal = account.find(id);
  if (!principal) return [];
  if (principal.kind === 'GROUP') return [{ value: id, display: principal.group.displayName, $ref: `Groups/${id}` }];
  if (principal.kind === 'SERVICE_PRINCIPAL') {
    return [{ value: id, display: principal.servicePrincipal.displayName, $ref: `ServicePrincipals/${id}` }];
  }
  const { displayName } = principal.user;
  return [{ value: id, ...(displayName !== undefined && { display: displayName }), $ref: `Users/${id}` }];
}
