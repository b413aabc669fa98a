import type { Route } from '../http-routes.ts';
import type { ServicePrincipalModel, UserModel } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { scimError } from './error-bodies.ts';
import { onlyAttributes, type ScimResource, scimList, scimOk } from './scim-list.ts';

const base = '/api/2.0/accounts/:account/scim/v2';

/** Account SCIM users and service principals, to read. Account users carry no `groups`, unlike workspace users. */
export function scimPeopleRoutes({ account, options }: SimulatedAccount): Route[] {
  return [
    {
      method: 'GET',
      path: `${base}/Users`,
      handle: (request) =>
        scimList(request, {
          items: account.users,
          filters: {
            id: ({ id }) => [id],
            userName: ({ userName }) => [userName],
            displayName: ({ displayName }) => (displayName === undefined ? [] : [displayName]),
            'emails.value': ({ emails }) => emails,
          },
          toResource: userResource,
          pageSize: options.scimPageSize,
        }),
    },
    {
      method: 'GET',
      path: `${base}/Users/:id`,
      handle: (request) => {
        const found = account.find(param(request, 'id'));
        if (found?.kind !== 'USER') return scimError(404, `User with id ${param(request, 'id')} not found.`);
        return scimOk(onlyAttributes(userResource(found.user), request.query.get('attributes')));
      },
    },
    {
      method: 'GET',
      path: `${base}/ServicePrincipals`,
      handle: (request) =>
        scimList(request, {
          items: account.servicePrincipals,
          filters: {
            id: ({ id }) => [id],
            applicationId: ({ applicationId }) => [applicationId],
            displayName: ({ displayName }) => [displayName],
          },
          toResource: servicePrincipalResource,
          pageSize: options.scimPageSize,
        }),
    },
    {
      method: 'GET',
      path: `${base}/ServicePrincipals/:id`,
      handle: (request) => {
        const found = account.find(param(request, 'id'));
        if (found?.kind !== 'SERVICE_PRINCIPAL') {
          return scimError(404, `Service principal with id ${param(request, 'id')} not found.`);
        }
        return scimOk(
          onlyAttributes(servicePrincipalResource(found.servicePrincipal), request.query.get('attributes')),
        );
      },
    },
  ];
}

function userResource(user: UserModel): ScimResource {
  const { id, userName, displayName, givenName, familyName, emails, active, externalId, roles } = user;
  const name = { ...(givenName !== undefined && { givenName }), ...(familyName !== undefined && { familyName }) };
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id,
    userName,
    active,
    ...(displayName !== undefined && { displayName }),
    ...(Object.keys(name).length > 0 && { name }),
    ...(emails.length > 0 && { emails: emails.map((value, index) => ({ type: 'work', value, primary: index === 0 })) }),
    ...(externalId !== undefined && { externalId }),
    ...(roles.length > 0 && { roles: roles.map((value) => ({ value })) }),
  };
}

function servicePrincipalResource(servicePrincipal: ServicePrincipalModel): ScimResource {
  const { id, applicationId, displayName, active, externalId, roles } = servicePrincipal;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal'],
    id,
    applicationId,
    displayName,
    active,
    ...(externalId !== undefined && { externalId }),
    ...(roles.length > 0 && { roles: roles.map((value) => ({ value })) }),
  };
}
