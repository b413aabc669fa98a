import { kindName, objectText } from '../domain/elevation.ts';
import type { SecurableGrant, WorkspaceAccess } from '../domain/evidence.ts';
import { compareText, sortedUnique } from '../domain/order.ts';
import { openedWorkspaces } from '../domain/workspace-access.ts';

/** How a name is written: `display` for people, the text itself for CSV and JSON. */
export type Show = (name: string) => string;

interface Opened {
  readonly workspaces: readonly WorkspaceAccess[];
  readonly grants: readonly SecurableGrant[];
}

const SUFFIX = { ADMIN: ' (ADMIN)', UNKNOWN: ' (level unknown)', USER: '' } as const;

/** Workspaces by name, each once with the highest level any of the assignments gives. */
export function workspaceTexts(accesses: readonly WorkspaceAccess[], show: Show): string[] {
  return openedWorkspaces(accesses).map(({ name, level }) => show(name) + SUFFIX[level]);
}

/** Grants by kind and name, each object once with all privileges: `ml (SELECT, USE CATALOG)`. */
export function grantTexts(grants: readonly SecurableGrant[], show: Show): { kind: string; text: string }[] {
  const objects = new Map<string, SecurableGrant>();
  for (const grant of grants) {
    const { metastoreId, kind, name, more = 0, privileges, viaGroupId } = grant;
    // Which others a name stands for may be another thing for another group.
    const key = JSON.stringify([kind, name, metastoreId, more === 0 ? null : [more, viaGroupId]]);
    const known = objects.get(key)?.privileges ?? [];
    objects.set(key, { ...grant, privileges: sortedUnique([...known, ...privileges]) });
  }
  return [...objects.values()]
    .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name) || (a.more ?? 0) - (b.more ?? 0))
    .map((grant) => ({
      kind: show(kindName(grant.kind)),
      text: `${objectText(grant, show)} (${grant.privileges.map(show).join(', ')})`,
    }));
}

/** The first `most` items, then how many there are beyond them. */
export function shortened(items: readonly string[], most: number): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

/**
 * What a group opens on one line, `workspaces: dev, prod; catalogs: ml (SELECT, USE CATALOG)`; empty where nothing is
 * known. Of a long list the first `most` are named.
 */
export function accessSummary({ workspaces, grants }: Opened, show: Show, most = 12): string {
  const parts = workspaces.length === 0 ? [] : [`workspaces: ${shortened(workspaceTexts(workspaces, show), most)}`];
  const byKind = Map.groupBy(grantTexts(grants, show), ({ kind }) => kind);
  for (const [kind, objects] of byKind) {
    const texts = objects.map(({ text }) => text);
    parts.push(`${kind}s: ${shortened(texts, most)}`);
  }
  return parts.join('; ');
}
