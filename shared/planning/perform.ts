import { EVERYBODY } from '../domain/group.ts';
import type { DirectoryReader } from '../ports/directory.ts';
import * as memberships from './absorb.ts';
import * as catalogs from './absorb-catalogs.ts';
import type { Reading, Task } from './reading.ts';
import { type Pace, readBySql } from './warehouse.ts';

/**
 * Does one read and takes its answer into the reading.
 * @throws whatever the port throws; the reading is as before then
 */
export async function perform(directory: DirectoryReader, reading: Reading, task: Task, pace: Pace): Promise<void> {
  switch (task.do) {
    case 'transitive groups':
      // Once the whole account is read, IAM v2 has nothing to add.
      if (reading.route === 'scim') return;
      return memberships.absorbTransitiveGroups(reading, await directory.transitiveGroupIds(task.principalId));
    case 'all groups':
      return memberships.absorbGroupPage(reading, task, await directory.listGroupIds(task.startIndex));
    case 'everybody':
      return memberships.absorbGroupIds(reading, await directory.findGroupIds(EVERYBODY));
    case 'group':
      return memberships.absorbGroup(reading, task.id, await directory.readGroup(task.id));
    case 'origin': {
      const origin = await directory.membershipOrigin(task.groupId, reading.source.id);
      return memberships.absorbOrigin(reading, task.groupId, origin);
    }
    case 'workspaces':
      return memberships.absorbWorkspaces(reading, await directory.listWorkspaces());
    case 'assignments':
      return memberships.absorbAssignments(reading, task, await directory.readAssignments(task.workspaceId));
    case 'metastores':
      return catalogs.absorbMetastores(reading, await directory.listMetastores());
    case 'metastore': {
      const [attached, { names }] = await Promise.all([
        directory.readMetastoreOwner(task.workspaceId),
        directory.readerIdentity(),
      ]);
      return catalogs.absorbMetastoreOwner(reading, task, attached, names);
    }
    case 'list': {
      const { workspaceId, kind, parent, unbound } = task;
      const list = await directory.listSecurables(workspaceId, kind, parent, unbound ? { unbound } : {});
      return catalogs.absorbList(reading, task, list);
    }
    case 'bindings': {
      const boundTo = await directory.readBindings(task.workspaceId, task.kind, task.name);
      return catalogs.absorbBindings(reading, task, boundTo);
    }
    case 'grants':
      return catalogs.absorbGrants(reading, task, await directory.readGrants(task.workspaceId, task.kind, task.name));
    case 'sql':
      return readBySql(directory, reading, task, pace);
  }
}
