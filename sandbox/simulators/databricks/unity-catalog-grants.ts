import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import type { GrantModel, SecurableKind } from './account-model.ts';
import { param, type SimulatedAccount } from './context.ts';
import { apiError } from './error-bodies.ts';
import { jsonNumber } from './json-numbers.ts';
import { notBound, unityCatalogBase, unityCatalogPage } from './unity-catalog-lists.ts';
import { type MetastoreView, metastoreView } from './unity-catalog-view.ts';

/** The types the permissions API takes; a registered model is a function there, a view a table, a share none of them. */
const grantTypes: Readonly<Record<string, readonly SecurableKind[]>> = {
  catalog: ['catalog'],
  schema: ['schema'],
  table: ['table'],
  volume: ['volume'],
  function: ['function', 'model'],
  external_location: ['external_location'],
  storage_credential: ['storage_credential'],
  credential: ['credential'],
  connection: ['connection'],
};

const bindable: ReadonlySet<string> = new Set(['catalog', 'external_location', 'storage_credential', 'credential']);

/** Grants, bindings and what a workspace says about its metastore. */
export function unityCatalogGrantRoutes(simulated: SimulatedAccount): Route[] {
  const { options } = simulated;
  const withView = (answer: (view: MetastoreView, request: SimulatorRequest) => SimulatorResponse) => {
    return (request: SimulatorRequest): SimulatorResponse => {
      const found = metastoreView(simulated, request);
      return 'answer' in found ? found.answer : answer(found.view, request);
    };
  };

  /** `may`: the caller owns the object, what it lies in, or the metastore. Without it the answer is short or a 403. */
  function grants(
    view: MetastoreView,
    request: SimulatorRequest,
    all: readonly GrantModel[],
    may: boolean,
  ): SimulatorResponse {
    if (!may && options.grantsWithoutRight === 'refuse403') {
      return apiError(403, 'PERMISSION_DENIED', 'User does not have the right to read grants on this object.');
    }
    const principal = request.query.get('principal');
    const rows = all
      .filter((grant) => may || view.names.has(grant.principal))
      .filter((grant) => principal === null || grant.principal === principal);
    const rules = { key: 'privilege_assignments', whole: Number.POSITIVE_INFINITY, least: 150, options };
    return unityCatalogPage(request, rows, rules);
  }

  function permissions(view: MetastoreView, request: SimulatorRequest): SimulatorResponse {
    const type = param(request, 'type').toLowerCase();
    const name = param(request, 'name');
    if (type === 'metastore') {
      if (name !== view.metastore.id) return missing('metastore', name);
      return grants(view, request, view.metastore.grants, view.seesAll);
    }
    const kinds = grantTypes[type];
    if (!kinds) return apiError(400, 'INVALID_PARAMETER_VALUE', `SECURABLETYPE ${type} is not a valid securable type.`);
    const securable = view.find(kinds, name);
    if (!securable) return missing(type, name);
    if (!view.reachable(securable)) return notBound();
    return grants(view, request, securable.grants, view.owns(securable));
  }

  function sharePermissions(view: MetastoreView, request: SimulatorRequest): SimulatorResponse {
    const share = view.find(['share'], param(request, 'name'));
    return share ? grants(view, request, share.grants, view.owns(share)) : missing('share', param(request, 'name'));
  }

  function bindings(view: MetastoreView, request: SimulatorRequest): SimulatorResponse {
    const type = param(request, 'type');
    const kinds = bindable.has(type) ? grantTypes[type] : undefined;
    if (!kinds) return apiError(400, 'INVALID_PARAMETER_VALUE', `SECURABLETYPE ${type} is not a valid securable type.`);
    const securable = view.find(kinds, param(request, 'name'));
    if (!securable) return missing(type, param(request, 'name'));
    if (!view.owns(securable)) return apiError(403, 'PERMISSION_DENIED', 'Only the owner may read bindings.');
    const rows = (securable.isolatedTo ?? []).map((id) => ({
      workspace_id: jsonNumber(id),
      binding_type: 'BINDING_TYPE_READ_WRITE',
    }));
    return unityCatalogPage(request, rows, { key: 'bindings', whole: Number.POSITIVE_INFINITY, least: 1, options });
  }

  function summary({ metastore, owner }: MetastoreView): SimulatorResponse {
    const { id, name, region } = metastore;
    const global = { global_metastore_id: `azure:${region}:${id}`, cloud: 'azure', privilege_model_version: '1.0' };
    return { status: 200, json: { metastore_id: id, name, region, owner, ...global } };
  }

  function assignment({ metastore, workspace }: MetastoreView): SimulatorResponse {
    const workspaceId = jsonNumber(workspace.id);
    return {
      status: 200,
      json: { metastore_id: metastore.id, workspace_id: workspaceId, default_catalog_name: 'main' },
    };
  }

  const routes: readonly [string, Route['handle']][] = [
    ['permissions/:type/:name', withView(permissions)],
    ['shares/:name/permissions', withView(sharePermissions)],
    ['bindings/:type/:name', withView(bindings)],
    ['metastore_summary', withView(summary)],
    ['current-metastore-assignment', withView(assignment)],
  ];
  return routes.map(([path, handle]) => ({ method: 'GET', path: `${unityCatalogBase}/${path}`, handle }));
}

function missing(type: string, name: string): SimulatorResponse {
  return apiError(404, `${type.toUpperCase()}_DOES_NOT_EXIST`, `${type} '${name}' does not exist.`);
}
