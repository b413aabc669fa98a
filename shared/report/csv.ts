import type { MembershipLine, Plan } from '../domain/plan.ts';
import { grantTexts, workspaceTexts } from './access-summary.ts';
import { type CsvRecord, csvTable } from './csv-table.ts';
import { followRemark } from './remarks.ts';
import { errorOf, type Results, wasApplied } from './results.ts';
import { type Row, rowsInOrder } from './row-order.ts';

const COMPARISON_COLUMNS = [
  'group_id',
  'group_name',
  'source',
  'in_a',
  'in_b',
  'is_direct_in_a',
  'is_direct_in_b',
  'path_in_a',
  'path_in_b',
] as const;

const PLAN_COLUMNS = [
  'action_type',
  'group_name',
  'group_id',
  'source',
  'path',
  'workspace_accesses',
  'uc_grants_summary',
  'applied',
  'error',
  'external_id',
  'elevated',
  'reason',
  'result',
] as const;

/** The comparison, one row per group either principal is in, built-in groups included. RFC 4180, UTF-8, no byte-order mark. */
export function comparisonCsv({ comparison }: Pick<Plan, 'comparison'>): string {
  return csvTable(COMPARISON_COLUMNS, comparison.map(comparisonRecord));
}

/** The plan, one row per group of the gap; `applied` and `error` tell what became of an addition. RFC 4180, UTF-8. */
export function planCsv(plan: Plan, results: Results = new Map()): string {
  return csvTable(
    PLAN_COLUMNS,
    rowsInOrder(plan).map((row) => planRecord(row, results)),
  );
}

const asPath = (names: readonly string[]): string => names.join(' → ');
const exact = (name: string): string => name;

function comparisonRecord(line: MembershipLine): CsvRecord<typeof COMPARISON_COLUMNS> {
  return {
    group_id: line.group.id,
    group_name: line.group.name,
    source: line.group.origin,
    in_a: line.inSource,
    in_b: line.inTarget,
    is_direct_in_a: line.directInSource,
    is_direct_in_b: line.directInTarget,
    path_in_a: asPath(line.pathInSource),
    path_in_b: asPath(line.pathInTarget),
  };
}

function planRecord(row: Row, results: Results): CsvRecord<typeof PLAN_COLUMNS> {
  const { group, path, workspaces, grants } = row.kind === 'action' ? row.action : row.follow;
  return {
    action_type: actionType(row),
    group_name: group.name,
    group_id: group.id,
    source: group.origin,
    path: asPath(path),
    workspace_accesses: workspaceTexts(workspaces, exact).join(', '),
    uc_grants_summary: grantTexts(grants, exact)
      .map(({ kind, text }) => `${kind} ${text}`)
      .join(', '),
    applied: wasApplied(results, group.id),
    error: errorOf(results, group.id) ?? '',
    external_id: group.externalId ?? '',
    elevated: row.kind === 'action' ? row.action.elevated.join(', ') : '',
    reason: row.kind === 'action' ? (row.action.reason ?? '') : followRemark(row.follow, exact),
    result: results.get(group.id)?.result ?? '',
  };
}

/** A transitive group that does not arrive has the type of the group it would come through. */
function actionType(row: Row): string {
  if (row.kind === 'action') return row.action.type;
  return row.follow.follows ? 'Follows' : row.follow.throughType;
}
