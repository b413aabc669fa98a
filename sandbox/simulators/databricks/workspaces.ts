import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { AssignmentModel, WorkspaceModel } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { apiError, mislabelled, plainError } from './error-bodies.ts';
import { jsonNumber } from './json-numbers.ts';
import type { LiveAccount } from './live-account.ts';

const base = '/api/2.0/accounts/:account';

/** Workspaces, who is assigned to them, and metastores, as the account console tells them. */
export function workspaceRoutes({ account }: SimulatedAccount): Route[] {
  const withWorkspace = (answer: (workspace: WorkspaceModel) => SimulatorResponse) => (request: SimulatorRequest) => {
    const workspace = account.workspaces.find(({ id }) => id === param(request, 'workspace'));
    return workspace ? answer(workspace) : plainError(404, 'RESOURCE_DOES_NOT_EXIST', 'The workspace does not exist.');
  };
  return [
    {
      method: 'GET',
      path: `${base}/workspaces`,
      // A bare array, not paged.
      handle: () => ({ status: 200, json: account.workspaces.map((workspace) => workspaceRow(account.id, workspace)) }),
    },
    {
      method: 'GET',
      path: `${base}/workspaces/:workspace/permissionassignments`,
      handle: withWorkspace(({ federated, assignments }) => {
        if (!federated) {
          const message = 'Permission assignment APIs are not available for this workspace.';
          return mislabelled(apiError(400, 'INVALID_STATE', message));
        }
        const rows = assignments.map((assignment) => assignmentRow(account, assignment));
        return { status: 200, json: rows.length === 0 ? {} : { permission_assignments: rows } };
      }),
    },
    {
      method: 'GET',
      path: `${base}/workspaces/:workspace/metastore`,
      handle: withWorkspace(({ id, metastoreId }) => {
        if (metastoreId === undefined)
          return apiError(404, 'METASTORE_DOES_NOT_EXIST', 'No metastore assigned for the workspace.');
        const assignment = { metastore_id: metastoreId, workspace_id: jsonNumber(id), default_catalog_name: 'main' };
        return { status: 200, json: { metastore_assignment: assignment } };
      }),
    },
    {
      method: 'GET',
      path: `${base}/metastores`,
      handle: () => ({
        status: 200,
        json: {
          metastores: account.metastores.map(({ id, name, region, owner }) => ({
            metastore_id: id,
            name,
            region,
            owner,
          })),
        },
      }),
    },
    {
      method: 'GET',
      path: `${base}/metastores/:metastore/workspaces`,
      handle: (request) => {
        const metastoreId = param(request, 'metastore');
        if (!account.metastores.some(({ id }) => id === metastoreId)) {
          return plainError(404, 'METASTORE_DOES_NOT_EXIST', 'The metastore does not exist.');
        }
        const ids = account.workspaces
          .filter((workspace) => workspace.metastoreId === metastoreId)
          .map(({ id }) => jsonNumber(id));
        return { status: 200, json: { workspace_ids: ids } };
      },
    },
  ];
}

/** There is no URL among the fields: clients derive it from the deployment name. */
function workspaceRow(
  accountId: string,
  { id, name, deploymentName, status }: WorkspaceModel,
): Record<string, unknown> {
  return {
    workspace_id: jsonNumber(id),
    workspace_name: name,
    deployment_name: deploymentName,
    workspace_status: status,
    account_id: accountId,
    azure_workspace_info: { subscription_id: 'aa0f7a3e-0000-4000-8000-000000000001', resource_group: `rg-${name}` },
    pricing_tier: 'PREMIUM',
    creation_time: 1_700_000_000_000,
  };
}

/** A group's row has `error: null`, the others have no `error` at all: both mean none. */
function assignmentRow(
  account: LiveAccount,
  { principalId, permissions, error }: AssignmentModel,
): Record<string, unknown> {
  const found = account.find(principalId);
  const id = { principal_id: jsonNumber(principalId) };
  const told = error === undefined ? {} : { error };
  if (found?.kind === 'GROUP') {
    const name = found.group.displayName;
    return { principal: { ...id, display_name: name, group_name: name }, permissions, error: error ?? null };
  }
  if (found?.kind === 'SERVICE_PRINCIPAL') {
    const { displayName, applicationId } = found.servicePrincipal;
    return {
      principal: { ...id, display_name: displayName, service_principal_name: applicationId },
      permissions,
      ...told,
    };
  }
  if (found?.kind === 'USER') {
    const { displayName, userName } = found.user;
    return { principal: { ...id, display_name: displayName, user_name: userName }, permissions, ...told };
  }
  return { principal: id, permissions, ...told };
}
