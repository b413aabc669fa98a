import { want } from './absorb.ts';
import type { Reading } from './reading.ts';

/**
 * Called when nothing is left to read: says what to read next. Each stage costs more than the one before and is
 * entered only while a group of the gap has shown no effect yet.
 */
export function enterNextStage(reading: Reading): void {
  switch (reading.stage) {
    case 'memberships':
      keepClosures(reading);
      reading.stage = 'evidence';
      want(reading, { do: 'workspaces' });
      return;
    case 'evidence':
      reading.stage = 'complete';
      if (!reading.scanUc || !anyUndecided(reading)) return;
      reading.stage = 'schemas';
      for (const { metastoreId, workspaceId, name } of reading.catalogs) {
        want(reading, { do: 'list', metastoreId, workspaceId, kind: 'schema', parent: name });
      }
      return;
    case 'schemas':
      reading.stage = 'complete';
      if (!anyUndecided(reading)) return;
      reading.stage = 'objects';
      for (const { metastoreId, workspaceId, name } of reading.schemas) {
        for (const kind of ['table', 'volume', 'function', 'model'] as const) {
          want(reading, { do: 'list', metastoreId, workspaceId, kind, parent: name });
        }
      }
      return;
    case 'objects':
    case 'complete':
      reading.stage = 'complete';
  }
}

/** Ids of the principal's groups, direct or through nesting, found by walking upward from its direct memberships. */
function closure(reading: Reading, principalId: string): Set<string> {
  const groups = Object.values(reading.groups);
  const parentsOf = new Map<string, string[]>();
  for (const { id, members } of groups) {
    for (const member of members) parentsOf.set(member.id, [...(parentsOf.get(member.id) ?? []), id]);
  }
  const found = new Set<string>();
  const open = [principalId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const parent of parentsOf.get(id) ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      open.push(parent);
    }
  }
  return found;
}

/** The SCIM route reads every group of the account; only those around the two principals go on. */
function keepClosures(reading: Reading): void {
  const keep = closure(reading, reading.source.id).union(closure(reading, reading.target.id));
  reading.groups = Object.fromEntries(Object.entries(reading.groups).filter(([id]) => keep.has(id)));
}

/** True while a Databricks-managed group of the gap, its ancestors included, has shown no effect. */
function anyUndecided(reading: Reading): boolean {
  const ofTarget = closure(reading, reading.target.id);
  return Object.values(reading.groups).some(({ id, externalId, members }) => {
    const directGap = members.some((member) => member.id === reading.source.id) && !ofTarget.has(id);
    if (!directGap || externalId !== null || reading.origins[id] === 'external') return false;
    const around = [id, ...closure(reading, id)];
    return !around.some((group) => reading.assignments[group] !== undefined || reading.grants[group] !== undefined);
  });
}
