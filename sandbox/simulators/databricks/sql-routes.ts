import * as z from 'zod';
import type { Route, SimulatorRequest, SimulatorResponse } from '../http-routes.ts';
import { param, type SimulatedAccount } from './context.ts';
import { apiError } from './error-bodies.ts';
import { answer, readStatement, type SqlError } from './sql-statement.ts';
import { viewRows } from './sql-views.ts';
import { metastoreView } from './unity-catalog-view.ts';

interface Running {
  readonly id: string;
  readonly workspaceId: string;
  readonly doneAt: number;
  readonly outcome: { readonly rows: readonly (readonly string[])[] } | { readonly error: SqlError };
  canceled: boolean;
}

const bodySchema = z.object({
  warehouse_id: z.string(),
  statement: z.string(),
  parameters: z.array(z.object({ name: z.literal('names'), value: z.string(), type: z.literal('STRING') })).length(1),
  wait_timeout: z.string().regex(/^(0|[5-9]|[1-4]\d|50)s$/),
  on_wait_timeout: z.enum(['CONTINUE', 'CANCEL']),
  disposition: z.literal('INLINE'),
  format: z.literal('JSON_ARRAY'),
  row_limit: z.number(),
});

const base = '/ws/:workspace/api/2.0/sql/statements';

/** The Statement Execution API. */
export function sqlRoutes(simulated: SimulatedAccount, now: () => number): Route[] {
  const { options } = simulated;
  const statements = new Map<string, Running>();
  const warmAt = new Map<string, number>();

  function start(request: SimulatorRequest): SimulatorResponse {
    const body = bodySchema.safeParse(request.json());
    if (!body.success) return apiError(400, 'INVALID_PARAMETER_VALUE', 'The request is malformed.');
    const workspaceId = param(request, 'workspace');
    const warehouse = options.warehouses.find(
      ({ id, workspaceId: home }) => id === body.data.warehouse_id && home === workspaceId,
    );
    if (!warehouse) return apiError(404, 'RESOURCE_DOES_NOT_EXIST', 'The warehouse does not exist.');
    if (warehouse.canUse === false) return apiError(403, 'PERMISSION_DENIED', 'No CAN USE on the warehouse.');
    const doneAt = warmAt.get(warehouse.id) ?? now() + (warehouse.coldMs ?? 0);
    warmAt.set(warehouse.id, doneAt);
    const id = `01f0-${String(statements.size + 1).padStart(8, '0')}`;
    const outcome = execute(request, body.data);
    const running: Running = { id, workspaceId, doneAt, outcome, canceled: false };
    statements.set(id, running);
    return shown(running);
  }

  function execute(request: SimulatorRequest, body: z.infer<typeof bodySchema>): Running['outcome'] {
    const names = z.array(z.string()).parse(JSON.parse(body.parameters[0]?.value ?? '[]'));
    // Whoever writes a name into the text opens it to every name with a quote in it. Words for kinds are no names.
    const text = body.statement.replace(/'\w+' AS \w+|kind IN \([^)]*\)/g, '');
    if (!text.includes(':names') || names.some((name) => text.includes(`'${name}'`))) {
      return { error: { code: 'BAD_REQUEST', message: 'The names are to be parameters of the statement.' } };
    }
    const found = metastoreView(simulated, request);
    if ('answer' in found) return { error: { code: 'BAD_REQUEST', message: 'The workspace has no metastore.' } };
    const select = readStatement(body.statement, options.missingViews);
    if ('code' in select) return { error: select };
    const rows = answer(select, new Set(names), (view) => viewRows(found.view, view));
    return { rows: rows.slice(0, body.row_limit) };
  }

  const withStatement = (handle: (running: Running, request: SimulatorRequest) => SimulatorResponse) => {
    return (request: SimulatorRequest): SimulatorResponse => {
      const running = statements.get(param(request, 'statement'));
      if (running?.workspaceId === param(request, 'workspace')) return handle(running, request);
      return apiError(404, 'RESOURCE_DOES_NOT_EXIST', 'The statement does not exist.');
    };
  };

  function stateOf({ canceled, doneAt, outcome }: Running): string {
    if (canceled) return 'CANCELED';
    if (now() < doneAt) return 'PENDING';
    if ('error' in outcome) return 'FAILED';
    return options.sqlEndState;
  }

  function shown(running: Running): SimulatorResponse {
    const { id, outcome } = running;
    const state = stateOf(running);
    if (state === 'FAILED') {
      const { code, message } = 'error' in outcome ? outcome.error : { code: 'INTERNAL_ERROR', message: 'It broke.' };
      const error = { error_code: code, message };
      return { status: 200, json: { statement_id: id, status: { state, error } } };
    }
    if (state !== 'SUCCEEDED' || 'error' in outcome)
      return { status: 200, json: { statement_id: id, status: { state } } };
    const { rows } = outcome;
    const truncated = options.sqlTruncated;
    const chunks = Math.ceil(rows.length / options.sqlRowsPerChunk);
    const manifest = { format: 'JSON_ARRAY', total_row_count: rows.length, total_chunk_count: chunks, truncated };
    return {
      status: 200,
      json: { statement_id: id, status: { state }, manifest, result: chunkOf(running, rows, 0) },
    };
  }

  /** The link leads nowhere: a client that follows it instead of the number calls what it was not told to. */
  function chunkOf({ id }: Running, rows: readonly (readonly string[])[], index: number): Record<string, unknown> {
    const size = options.sqlRowsPerChunk;
    const offset = index === 0 ? 0 : index * size;
    const part = rows.slice(offset, offset + size);
    const next = index + 1;
    const link = `/api/2.0/elsewhere/${id}/${next}`;
    const more = offset + size < rows.length ? { next_chunk_index: next, next_chunk_internal_link: link } : {};
    if (part.length === 0) return {};
    return { chunk_index: index, row_offset: offset, row_count: part.length, data_array: part, ...more };
  }

  return [
    { method: 'POST', path: base, handle: start },
    { method: 'GET', path: `${base}/:statement`, handle: withStatement((running) => shown(running)) },
    {
      method: 'GET',
      path: `${base}/:statement/result/chunks/:chunk`,
      handle: withStatement((running, request) => {
        const gone = apiError(404, 'RESOURCE_DOES_NOT_EXIST', 'The chunk does not exist.');
        if (stateOf(running) !== 'SUCCEEDED' || 'error' in running.outcome) return gone;
        const json = chunkOf(running, running.outcome.rows, Number(param(request, 'chunk')));
        return 'data_array' in json ? { status: 200, json } : gone;
      }),
    },
    {
      method: 'POST',
      path: `${base}/:statement/cancel`,
      handle: withStatement((running) => {
        running.canceled = true;
        return { status: 200, json: {} };
      }),
    },
  ];
}
