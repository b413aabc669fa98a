import type { WorkspaceAccess, WorkspaceLevel } from './evidence.ts';
import { compareText } from './order.ts';

/** What a group opens in one workspace, over every way it has to it. */
export interface OpenedWorkspace {
  readonly id: string;
  readonly name: string;
  readonly level: WorkspaceLevel;
}

/** A level Databricks does not name may be any, so it stands above USER. */
const RANK: Readonly<Record<WorkspaceLevel, number>> = { USER: 1, UNKNOWN: 2, ADMIN: 3 };

/** True when `now` may open more than `before`; null means no access. */
export function isHigherLevel(now: WorkspaceLevel, before: WorkspaceLevel | null): boolean {
  return RANK[now] > (before === null ? 0 : RANK[before]);
}

/** Each workspace once, with the highest level, by workspace name, then id. */
export function openedWorkspaces(accesses: readonly WorkspaceAccess[]): OpenedWorkspace[] {
  const opened = new Map<string, OpenedWorkspace>();
  for (const { workspaceId: id, workspaceName, level } of accesses) {
    const known = opened.get(id);
    const name = workspaceName.trim() === '' ? id : workspaceName;
    if (known === undefined || isHigherLevel(level, known.level)) opened.set(id, { id, name, level });
  }
  return [...opened.values()].sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}
