import type { Route, SimulatorResponse } from '../http-routes.ts';
import { mayDelete, mayInsert, writableColumns } from './access.ts';
import { deleteRow, insertRow, updateRow } from './changes.ts';
import type { Instance, Row } from './instance.ts';
import { renderRecord } from './render-record.ts';
import { type Call, fieldsOf, isFirstVersion, param, requireAccept, restRoutes } from './route.ts';
import { notFound, writeRefused } from './service-fault.ts';
import { pageOf, readableRow, renderingOf, tableOf } from './table-call.ts';

const defaultLimit = 10_000;

/** The Table API. */
export function tableRoutes(instance: Instance): Route[] {
  const record = '/table/:table/:record';
  return [
    ...restRoutes(instance, 'GET', '/table/:table', list),
    ...restRoutes(instance, 'GET', record, read),
    ...restRoutes(instance, 'POST', '/table/:table', insert),
    ...restRoutes(instance, 'PATCH', record, update),
    ...restRoutes(instance, 'PUT', record, update),
    ...restRoutes(instance, 'DELETE', record, remove),
  ];
}

function list(call: Call): SimulatorResponse {
  requireAccept(call);
  const table = tableOf(call);
  const { rows, headers } = pageOf(call, table, defaultLimit);
  if (rows.length === 0 && isFirstVersion(call)) throw notFound();
  const rendering = renderingOf(call);
  return {
    status: 200,
    headers,
    json: { result: rows.map((row) => renderRecord(call.instance, table, row, rendering)) },
  };
}

function read(call: Call): SimulatorResponse {
  requireAccept(call);
  const table = tableOf(call);
  return answer(call, 200, table, readableRow(call, table, param(call, 'record')));
}

function insert(call: Call): SimulatorResponse {
  requireAccept(call);
  const { instance, me } = call;
  const fields = fieldsOf(call);
  const table = tableOf(call);
  if (instance.options.refusedWrites.includes(table) || !mayInsert(instance, me, table)) throw writeRefused('Insert');
  return answer(call, 201, table, insertRow(instance, me, table, kept(call, table, fields)));
}

function update(call: Call): SimulatorResponse {
  requireAccept(call);
  const { instance, me } = call;
  const fields = fieldsOf(call);
  const table = tableOf(call);
  const row = readableRow(call, table, param(call, 'record'));
  const writable = writableColumns(instance, me, table, row);
  if (instance.options.refusedWrites.includes(table) || writable === 'none') throw writeRefused('Update');
  const allowed = Object.entries(kept(call, table, fields)).filter(([name]) => {
    return writable === 'all' || writable.includes(name);
  });
  return answer(call, 200, table, updateRow(instance, me, table, row, Object.fromEntries(allowed)));
}

function remove(call: Call): SimulatorResponse {
  requireAccept(call);
  const { instance, me } = call;
  const table = tableOf(call);
  const row = readableRow(call, table, param(call, 'record'));
  if (instance.options.refusedWrites.includes(table) || !mayDelete(instance, me, table, row)) {
    throw writeRefused('Delete');
  }
  deleteRow(instance, me, table, row);
  return { status: 204 };
}

/** What is left of a write after fields without a right were dropped, which nobody is told. */
function kept({ instance }: Call, table: string, fields: Record<string, string>): Record<string, string> {
  const dropped = instance.options.droppedFields[table] ?? [];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !dropped.includes(name)));
}

function answer(call: Call, status: number, table: string, row: Row): SimulatorResponse {
  if (call.request.headers['x-no-response-body'] === 'true') return { status };
  return { status, json: { result: renderRecord(call.instance, table, row, renderingOf(call)) } };
}
