import { visible } from './display.ts';
import type { CoverageGap, Evidence, SecurableGrant, WorkspaceAccess } from './evidence.ts';
import { compareText, sortedUnique } from './order.ts';

/** What some groups open together. */
export interface OpenedAccess {
  readonly workspaces: WorkspaceAccess[];
  readonly grants: SecurableGrant[];
}

/**
 * Collects assignments and grants of the given groups (or of one principal), in a fixed order, duplicates removed and
 * privileges spelled alike: REST says `USE_CATALOG` where information_schema says `USE CATALOG`.
 */
export function openedBy(evidence: Evidence, ids: readonly string[]): OpenedAccess {
  const workspaces = ids.flatMap((id) => entriesOf(evidence.assignments, id));
  const grants = ids.flatMap((id) => entriesOf(evidence.grants, id)).filter(({ privileges }) => privileges.length > 0);
  return {
    workspaces: uniqueBy(workspaces, ({ workspaceName, workspaceId, level, viaGroupId }) => [
      workspaceName,
      workspaceId,
      level,
      viaGroupId,
    ]),
    grants: uniqueBy(mergePrivileges(grants), grantKey),
  };
}

/** The ways of Unity Catalog to spell one privilege, as one. */
function spellPrivilege(privilege: string): string {
  return privilege.trim().replaceAll('_', ' ').toUpperCase();
}

/** True where everything was readable and read, so that finding nothing proves that there is nothing. */
export function provesAbsence({ workspaces, unityCatalog, gaps }: Evidence): boolean {
  return workspaces.complete && unityCatalog.scanned && unityCatalog.complete && !gaps.some(({ hides }) => hides);
}

/** What kept evidence from being complete, as a part of a sentence: `no workspace assignment, not fully read: tables`. */
export function whatWasNotRead({ workspaces, unityCatalog, gaps }: Evidence): string {
  const missing = (area: CoverageGap['area']) =>
    sortedUnique(gaps.filter((gap) => gap.hides && gap.area === area).map(({ what }) => what));
  const inWorkspaces = missing('workspace');
  const inCatalogs = unityCatalog.scanned ? missing('unityCatalog') : [];
  const parts = [workspaces.complete ? 'no workspace assignment' : 'no workspace assignment found'];
  if (!workspaces.complete && inWorkspaces.length === 0) parts.push('not every workspace read');
  if (!unityCatalog.scanned) parts.push('Unity Catalog not scanned');
  else if (!unityCatalog.complete && inCatalogs.length === 0) parts.push('Unity Catalog not read to the end');
  parts.push(...few(missing('membership')));
  const notRead = [...few(inWorkspaces), ...few(inCatalogs)];
  if (notRead.length > 0) parts.push(`not fully read: ${notRead.join(', ')}`);
  return parts.map(visible).join(', ');
}

const MOST_NAMED = 3;

function few(parts: readonly string[]): string[] {
  if (parts.length <= MOST_NAMED) return [...parts];
  return [...parts.slice(0, MOST_NAMED), `and ${parts.length - MOST_NAMED} more`];
}

function entriesOf<T>(entries: Readonly<Record<string, readonly T[]>>, id: string): readonly T[] {
  return Object.hasOwn(entries, id) ? (entries[id] ?? []) : [];
}

/** A name that stands for several objects is not the object of that name. */
function grantKey({ kind, name, metastoreId, viaGroupId, more = 0 }: SecurableGrant): string[] {
  return [kind, name, metastoreId, viaGroupId, String(more)];
}

/** One entry per object and group, however the reading had cut them. */
function mergePrivileges(grants: readonly SecurableGrant[]): SecurableGrant[] {
  const merged = new Map<string, SecurableGrant>();
  for (const grant of grants) {
    const key = JSON.stringify(grantKey(grant));
    const privileges = [...(merged.get(key)?.privileges ?? []), ...grant.privileges.map(spellPrivilege)];
    merged.set(key, { ...grant, privileges: sortedUnique(privileges) });
  }
  return [...merged.values()];
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): T[] {
  const byKey = new Map(items.map((item) => [JSON.stringify(keyOf(item)), item]));
  return [...byKey.values()].sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = compareText(part, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
