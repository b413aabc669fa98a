import type * as z from 'zod';
import { DirectoryRefused } from '#shared/errors.ts';
import type { GrantAnswer, GrantQuery } from '#shared/ports/grant-statements.ts';
import type { HttpClient } from '../http/client.ts';
import { givenUpOn } from '../http/given-up.ts';
import type { HttpRequest } from '../http/request.ts';
import { translate } from './errors.ts';
import { chunkSchema, grantRows, type Statement, statementSchema } from './sql-answer.ts';
import { grantStatement, missingPart } from './sql-statement.ts';

const BASE = '/api/2.0/sql/statements';

/** A warm warehouse is done by then, and no poll is needed. */
const WAIT = '10s';

/** Groups times privileges is far below; whatever is cut off is noticed. */
const ROW_LIMIT = 100_000;

const UNDER_WAY: ReadonlySet<string> = new Set(['PENDING', 'RUNNING']);

/**
 * Statements of one workspace. `http` may POST, and this is all that does: one fixed statement that reads, and its
 * cancellation.
 */
export function sqlReads(http: HttpClient, host: string) {
  async function ask<T>(what: string, request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
    try {
      return await http.json(request, schema);
    } catch (error) {
      throw translate(error, { what: `${what} (${host})` });
    }
  }

  async function answerOf(statement: Statement): Promise<GrantAnswer> {
    const { state, error } = statement.status;
    if (UNDER_WAY.has(state)) return { state: 'running', statementId: statement.statement_id };
    if (state === 'SUCCEEDED') return finished(statement);
    const message = error?.message ?? '';
    return { state: 'unreadable', part: missingPart(message), detail: error?.error_code ?? state };
  }

  /** Follows the chunks by number: the link that comes with a chunk is never called. */
  async function finished({ statement_id, manifest, result }: Statement): Promise<GrantAnswer> {
    const rows = [...(result?.data_array ?? [])];
    let next = result?.next_chunk_index ?? null;
    for (let last = 0; next !== null && next > last; ) {
      const chunk = await chunkOf(statement_id, next);
      if (chunk === null) break;
      rows.push(...(chunk.data_array ?? []));
      last = next;
      next = chunk.next_chunk_index ?? null;
    }
    const parsed = grantRows(rows);
    // Without the part that counts the rows, none at all would look like all of them.
    const counted = manifest ? rows.length === (manifest.total_row_count ?? 0) : false;
    const complete = counted && manifest?.truncated !== true && next === null && parsed !== null;
    return { state: 'done', rows: parsed ?? [], complete };
  }

  /** Null when Databricks does not give it any more. */
  async function chunkOf(id: string, index: number) {
    const path = `${BASE}/${encodeURIComponent(id)}/result/chunks/${index}`;
    try {
      return await ask('a chunk of a SQL result', { method: 'GET', path, repeatable: true }, chunkSchema);
    } catch (error) {
      if (error instanceof DirectoryRefused) return null;
      throw error;
    }
  }

  return {
    async start({ warehouseId, names, leaveOut }: Omit<GrantQuery, 'workspaceId'>): Promise<GrantAnswer> {
      const body = {
        warehouse_id: warehouseId,
        statement: grantStatement(leaveOut),
        parameters: [{ name: 'names', value: JSON.stringify(names), type: 'STRING' }],
        wait_timeout: WAIT,
        on_wait_timeout: 'CONTINUE',
        disposition: 'INLINE',
        format: 'JSON_ARRAY',
        row_limit: ROW_LIMIT,
      };
      const request = { method: 'POST', path: BASE, body, repeatable: false } as const;
      // Never given up: only its answer names the statement, and what is not known cannot be cancelled.
      return givenUpOn(undefined, async () => answerOf(await ask('a SQL statement', request, statementSchema)));
    },

    async poll(statementId: string): Promise<GrantAnswer> {
      const path = `${BASE}/${encodeURIComponent(statementId)}`;
      return answerOf(await ask('a SQL statement', { method: 'GET', path, repeatable: true }, statementSchema));
    },

    /** See GrantStatements.cancel; a failure is the caller's to ignore. */
    async cancel(statementId: string): Promise<void> {
      const path = `${BASE}/${encodeURIComponent(statementId)}/cancel`;
      await http.empty({ method: 'POST', path, repeatable: true });
    },
  };
}
