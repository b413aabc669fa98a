import { display } from './display.ts';
import { kindName, objectText } from './elevation.ts';
import type { Findings } from './findings.ts';
import { openedBy } from './group-evidence.ts';
import { sortedUnique } from './order.ts';
import { openedWorkspaces } from './workspace-access.ts';

/** More lines than these tell a reader nothing new. */
const MOST_LINES = 100;

/** What is never read, whatever the scan: it can hold access that no plan row shows. */
export const NOT_COVERED: readonly string[] = [
  'permissions on workspace objects (notebooks, jobs, clusters, dashboards and the like)',
  'entitlements in workspaces',
  'manager and user roles on service principals and groups',
  'clean rooms, pipelines, external metadata, and recipients and providers of Delta Sharing',
  'attribute-based access control (ABAC) policies',
  'table access control of the legacy hive_metastore',
];

/** What the source holds by itself, outside every group; one sentence part each, in a fixed order. */
export function listNotCopied({ source, evidence }: Pick<Findings, 'source' | 'evidence'>): string[] {
  const { workspaces, grants } = openedBy(evidence, [source.id]);
  const lines = [
    ...sortedUnique(source.roles).map((role) => `own role ${display(role)}`),
    ...openedWorkspaces(workspaces).map(
      ({ name, level }) => `direct assignment to workspace ${display(name)}${level === 'USER' ? '' : ` (${level})`}`,
    ),
    ...grants.map(
      (grant) =>
        `direct grant on ${kindName(grant.kind)} ${objectText(grant, display)} (${grant.privileges.map(display).join(', ')})`,
    ),
  ];
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more direct rights`];
}
