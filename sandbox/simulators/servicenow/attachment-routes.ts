import type { Route, SimulatorResponse } from '../http-routes.ts';
import { readableTask } from './access.ts';
import { attach, detach } from './attachments.ts';
import type { Instance, Row } from './instance.ts';
import { renderRecord } from './render-record.ts';
import { type Call, param, requireAccept, restRoutes } from './route.ts';
import { notFound, ServiceFault, writeRefused } from './service-fault.ts';
import { pageOf, readableRow, requireReadable } from './table-call.ts';

const table = 'sys_attachment';
const defaultLimit = 1_000;
/** ASCII without path separators, and exactly one dot. */
const secureName = /^[\w ()-]+\.[A-Za-z0-9]+$/;

/** The Attachment API; files come as the raw body. */
export function attachmentRoutes(instance: Instance): Route[] {
  const one = '/attachment/:attachment';
  return [
    ...restRoutes(instance, 'GET', '/attachment', (call) => {
      requireAccept(call);
      requireReadable(call, table);
      const { rows, headers } = pageOf(call, table, defaultLimit);
      return { status: 200, headers, json: { result: rows.map((row) => describe(call, row)) } };
    }),
    ...restRoutes(instance, 'POST', '/attachment/file', upload),
    ...restRoutes(instance, 'GET', one, (call) => {
      requireAccept(call);
      return { status: 200, json: { result: describe(call, visible(call)) } };
    }),
    ...restRoutes(instance, 'GET', `${one}/file`, (call) => {
      const row = visible(call);
      const headers = {
        'content-type': row.content_type ?? '',
        'x-attachment-metadata': JSON.stringify(describe(call, row)),
      };
      return { status: 200, headers, body: instance.files.get(row.sys_id) ?? Buffer.alloc(0) };
    }),
    ...restRoutes(instance, 'DELETE', one, (call) => {
      requireAccept(call);
      const row = visible(call);
      if (row.sys_created_by !== instance.userName(call.me)) throw writeRefused('Delete');
      detach(instance, call.me, row);
      return { status: 204 };
    }),
  ];
}

function upload(call: Call): SimulatorResponse {
  requireAccept(call);
  const { instance, me, request } = call;
  const { attachmentLimit, secureFileNames, refusedWrites } = instance.options;
  const type = request.headers['content-type'];
  const [name, sysId, fileName] = ['table_name', 'table_sys_id', 'file_name'].map((key) => request.query.get(key));
  if (type === undefined) throw new ServiceFault(400, 'Missing header', 'The Content-Type header is missing');
  if (!name || !sysId || !fileName)
    throw new ServiceFault(400, 'Missing parameter', 'table_name, table_sys_id, file_name');
  const record = readableTask(instance, me, sysId);
  if (record === undefined || record.sys_class_name !== name) throw notFound();
  if (refusedWrites.includes(table)) throw writeRefused('Insert');
  if (secureFileNames && !secureName.test(fileName)) throw new ServiceFault(400, 'Invalid file name', fileName);
  if (request.body.length > attachmentLimit) throw new ServiceFault(413, 'File is too large', String(attachmentLimit));
  const row = attach(instance, me, record, { fileName, type, content: request.body });
  const location = `${instance.baseUrl}/api/now/attachment/${row.sys_id}`;
  return { status: 201, headers: { location }, json: { result: describe(call, row) } };
}

function visible(call: Call): Row {
  return readableRow(call, table, param(call, 'attachment'));
}

function describe({ instance }: Call, row: Row): Record<string, unknown> {
  return {
    ...renderRecord(instance, table, row, { display: 'false', excludeReferenceLinks: true }),
    download_link: `${instance.baseUrl}/api/now/attachment/${row.sys_id}/file`,
    image_width: '',
    image_height: '',
    average_image_color: '',
    sys_tags: '',
  };
}
