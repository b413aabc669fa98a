import { DirectoryRefused } from '#shared/errors.ts';
import { askThrough, type Reads, readsOf } from './calls.ts';
import { type Connection, hostOf } from './connection.ts';
import { workspaceUrl } from './hosts.ts';
import { sqlReads } from './sql-reads.ts';
import type { DeployedWorkspace } from './workspaces.ts';

export interface WorkspaceReadsOptions {
  readonly connection: Connection;
  readonly accountHost: string;
  /** Workspace id → URL; wins over the URL that follows from the deployment name. */
  readonly workspaceUrls: Readonly<Record<string, string>>;
  readonly listWorkspaces: () => Promise<readonly DeployedWorkspace[]>;
}

/** What can be asked of a workspace: plain reads, and SQL statements that read. */
export interface WorkspaceReads extends Reads {
  readonly sql: ReturnType<typeof sqlReads>;
}

/**
 * Reads of a workspace by its id. The list of workspaces is asked for once, and again only for an id it lacks.
 * @throws DirectoryRefused when no URL is known
 */
export function workspaceReads(options: WorkspaceReadsOptions): (workspaceId: string) => Promise<WorkspaceReads> {
  const known = new Map<string, Promise<WorkspaceReads>>();
  let listed: Promise<readonly DeployedWorkspace[]> | undefined;

  async function deploymentName(workspaceId: string): Promise<string> {
    const old = listed && (await findIn(listed));
    if (old !== undefined) return old;
    listed = options.listWorkspaces();
    listed.catch(() => {
      listed = undefined;
    });
    return (await findIn(listed)) ?? '';

    async function findIn(list: Promise<readonly DeployedWorkspace[]>): Promise<string | undefined> {
      return (await list).find(({ id }) => id === workspaceId)?.deploymentName;
    }
  }

  async function open(workspaceId: string): Promise<WorkspaceReads> {
    const url =
      options.workspaceUrls[workspaceId] ?? workspaceUrl(options.accountHost, await deploymentName(workspaceId));
    if (url !== null) return readsWithOwnRefusal(options.connection, url);
    const detail = 'no URL is known for it; name it in workspaceUrls';
    throw new DirectoryRefused({ what: `workspace ${workspaceId}`, status: 0, detail });
  }

  return (workspaceId) => {
    const opened = known.get(workspaceId) ?? open(workspaceId);
    known.set(workspaceId, opened);
    opened.catch(() => known.delete(workspaceId));
    return opened;
  };
}

/**
 * A workspace may refuse (401) the token that the account accepts. Then a fresh token is tried once, not for every
 * call: the token endpoint throttles.
 */
function readsWithOwnRefusal({ client, tokens }: Connection, url: string): WorkspaceReads {
  let refuses = false;
  const onUnauthorized = (headers: Readonly<Record<string, string>>) => {
    if (refuses) return false;
    tokens.forget(headers);
    return true;
  };
  const ask = askThrough(client(url, { methods: ['GET'], onUnauthorized }), hostOf(url), {});
  const sql = sqlReads(client(url, { methods: ['GET', 'POST'], onUnauthorized }), hostOf(url));
  const reads = readsOf(async (read, schema) => {
    const outcome = await ask(read, schema);
    refuses = 'refusal' in outcome && outcome.refusal.facts.status === 401;
    return outcome;
  });
  return { ...reads, sql };
}
