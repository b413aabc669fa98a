import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { GroupModel, MemberModel } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { apiError } from './error-bodies.ts';
import { jsonNumber } from './json-numbers.ts';
import type { LiveAccount } from './live-account.ts';
import { pageOf } from './page.ts';
import { parentsIn, transitiveParents } from './transitive-parents.ts';

const base = '/api/2.0/identity/accounts/:account';

/**
 * The newer identity API. Transitive parents come with ids only: no names, and nothing tells direct from inherited;
 * ids are strings there and numbers among direct members.
 */
export function iamV2Routes({ account, options }: SimulatedAccount): Route[] {
  const when = (handle: Route['handle']): Route['handle'] => {
    if (options.iamV2 === 'off404')
      return (request) => apiError(404, 'ENDPOINT_NOT_FOUND', `No API found for 'GET ${request.path}'`);
    if (options.iamV2 === 'off403')
      return () => apiError(403, 'PERMISSION_DENIED', 'The API is not enabled for this account.');
    return handle;
  };

  function paged<T>({ query }: SimulatorRequest, items: readonly T[], key: string): SimulatorResponse {
    const asked = Number(query.get('page_size') ?? options.iamPageSize);
    if (!Number.isInteger(asked) || asked < 0) return invalid('page_size must be a whole number');
    const size = asked === 0 ? options.iamPageSize : Math.min(asked, options.iamPageSize);
    const page = pageOf(items, { size, token: query.get('page_token') });
    if (!page) return invalid('page_token is not valid');
    const next = page.nextPageToken === undefined ? {} : { next_page_token: page.nextPageToken };
    return { status: 200, json: { ...(page.items.length > 0 && { [key]: page.items }), ...next } };
  }

  function parents(request: SimulatorRequest): SimulatorResponse {
    const id = param(request, 'principal');
    if (!account.find(id)) return missing('Principal', id);
    const groups = transitiveParents(id, parentsIn(account.groups, account.membersAsRead(`iam:${id}`)));
    const rows = groups.map(({ id: groupId, externalId }) => ({
      account_id: account.id,
      group_id: groupId,
      ...(externalId !== undefined && { external_id: externalId }),
    }));
    return paged(request, rows, 'transitive_parent_groups');
  }

  function directMembers(request: SimulatorRequest): SimulatorResponse {
    const group = account.findGroup(param(request, 'group'));
    if (!group) return missing('Group', param(request, 'group'));
    const members = account.membersAsRead(`iam:${group.id}`)(group.id);
    return paged(
      request,
      members.map((member) => memberRow(account, group, member)),
      'direct_group_members',
    );
  }

  function directMember(request: SimulatorRequest): SimulatorResponse {
    const group = account.findGroup(param(request, 'group'));
    if (!group) return missing('Group', param(request, 'group'));
    const principal = param(request, 'principal');
    const member = account
      .membersAsRead(`iam:${group.id}:${principal}`)(group.id)
      .find(({ id }) => id === principal);
    return member ? { status: 200, json: memberRow(account, group, member) } : missing('Direct member', principal);
  }

  function oneGroup(request: SimulatorRequest): SimulatorResponse {
    const group = account.findGroup(param(request, 'group'));
    if (!group) return missing('Group', param(request, 'group'));
    const externalId = group.externalId === undefined ? {} : { external_id: group.externalId };
    return {
      status: 200,
      json: { group_id: group.id, group_name: group.displayName, account_id: account.id, ...externalId },
    };
  }

  return [
    { method: 'GET', path: `${base}/principals/:principal/transitive-parent-groups`, handle: when(parents) },
    { method: 'GET', path: `${base}/groups/:group/direct-members`, handle: when(directMembers) },
    { method: 'GET', path: `${base}/groups/:group/direct-members/:principal`, handle: when(directMember) },
    { method: 'GET', path: `${base}/groups/:group`, handle: when(oneGroup) },
  ];
}

function memberRow(account: LiveAccount, group: GroupModel, { id, source }: MemberModel): Record<string, unknown> {
  const principal = account.find(id);
  const holder =
    principal?.kind === 'USER'
      ? principal.user
      : principal?.kind === 'GROUP'
        ? principal.group
        : principal?.servicePrincipal;
  return {
    group_id: jsonNumber(group.id),
    principal_id: jsonNumber(id),
    principal_type: principal?.kind,
    membership_source: source,
    display_name: holder?.displayName,
    external_id: holder?.externalId,
  };
}

function missing(what: string, id: string): SimulatorResponse {
  return apiError(404, 'RESOURCE_DOES_NOT_EXIST', `${what} ${id} does not exist.`);
}

function invalid(message: string): SimulatorResponse {
  return apiError(400, 'INVALID_PARAMETER_VALUE', message);
}
