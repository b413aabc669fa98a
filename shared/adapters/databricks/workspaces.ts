import * as z from 'zod';
import type { WorkspaceLevel } from '#shared/domain/evidence.ts';
import type { Assignment, Metastore, Workspace } from '#shared/ports/directory.ts';
import type { Reads } from './calls.ts';
import { refusalDetail } from './errors.ts';
import { idSchema } from './scim.ts';

// A bare array: this list has no pages.
const workspacesSchema = z.array(
  z.object({
    workspace_id: idSchema,
    workspace_name: z.string().nullish(),
    deployment_name: z.string().nullish(),
    workspace_status: z.string().nullish(),
  }),
);

const assignmentsSchema = z.object({
  permission_assignments: z
    .array(
      z.object({
        principal: z.object({ principal_id: idSchema }),
        permissions: z.array(z.string()).nullish(),
        error: z.string().nullish(),
      }),
    )
    .default([]),
});

const metastoresSchema = z.object({
  metastores: z
    .array(z.object({ metastore_id: z.string(), name: z.string().nullish(), owner: z.string().nullish() }))
    .default([]),
});

const attachedSchema = z.object({ workspace_ids: z.array(idSchema).default([]) });

/** A workspace with what its URL is made of. */
export interface DeployedWorkspace extends Workspace {
  readonly deploymentName: string;
}

/** What the account console tells about workspaces and metastores. */
export function accountWorkspaces(reads: Reads, accountId: string) {
  const base = `/api/2.0/accounts/${encodeURIComponent(accountId)}`;

  async function metastores() {
    const { metastores } = await reads.get({ what: 'metastores', path: `${base}/metastores` }, metastoresSchema);
    return metastores;
  }

  return {
    async list(): Promise<readonly DeployedWorkspace[]> {
      const rows = await reads.get({ what: 'workspaces', path: `${base}/workspaces` }, workspacesSchema);
      return rows.map((row) => ({
        id: row.workspace_id,
        name: row.workspace_name || row.workspace_id,
        running: row.workspace_status === 'RUNNING',
        status: row.workspace_status ?? 'UNKNOWN',
        deploymentName: row.deployment_name ?? '',
      }));
    },

    /** See DirectoryReader.readAssignments. */
    async assignments(workspaceId: string): Promise<readonly Assignment[] | null> {
      const path = `${base}/workspaces/${encodeURIComponent(workspaceId)}/permissionassignments`;
      const outcome = await reads.ask({ what: `assignments of workspace ${workspaceId}`, path }, assignmentsSchema);
      if ('refusal' in outcome) {
        const { refusal } = outcome;
        // The only place that tells a workspace without identity federation.
        const notFederated = /not available for this workspace/i.test(refusalDetail(refusal));
        if (refusal.facts.status === 400 && notFederated) return null;
        throw refusal;
      }
      return outcome.data.permission_assignments.map(({ principal, permissions, error }) => ({
        principalId: principal.principal_id,
        level: level(permissions ?? []),
        error: error || null,
      }));
    },

    async metastores(): Promise<readonly Metastore[]> {
      const found = await metastores();
      return Promise.all(
        found.map(async ({ metastore_id: id, name }) => {
          const path = `${base}/metastores/${encodeURIComponent(id)}/workspaces`;
          const { workspace_ids } = await reads.get({ what: `workspaces of metastore ${id}`, path }, attachedSchema);
          return { id, name: name || id, workspaceIds: workspace_ids };
        }),
      );
    },

    /** Every owner of a metastore of the account. */
    async metastoreOwners(): Promise<readonly string[]> {
      const owners = (await metastores()).flatMap(({ owner }) => owner ?? []);
      return [...new Set(owners)];
    },
  };
}

function level(permissions: readonly string[]): WorkspaceLevel | null {
  if (permissions.length === 0) return null;
  if (permissions.includes('ADMIN')) return 'ADMIN';
  return permissions.includes('USER') ? 'USER' : 'UNKNOWN';
}
