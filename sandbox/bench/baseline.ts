import * as z from 'zod';
import type { OAuthClient } from '../simulators/databricks/clients.ts';

/** What the baseline needs to know of an account. */
export interface BaselineAccount {
  readonly host: string;
  readonly accountId: string;
  readonly client: OAuthClient;
  readonly workspaceUrls: Readonly<Record<string, string>>;
  readonly sleep: (ms: number) => Promise<void>;
}

interface Graph {
  readonly source: string;
  readonly target: string;
  /** Id → the names of all groups. */
  readonly names: ReadonlyMap<string, string>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/** Calls under way at once, as the tools do it that read everything. */
const WORKERS = 16;
const PAGE = 100;

const found = z.object({ Resources: z.array(z.object({ id: z.string() })).length(1) });
const groupPage = z.object({
  totalResults: z.number(),
  Resources: z.array(z.object({ id: z.string() })).optional(),
});
const group = z.object({
  id: z.string(),
  displayName: z.string(),
  members: z.array(z.object({ value: z.string() })).optional(),
});
const workspaceList = z.array(z.object({ workspace_id: z.number() }));
const assignments = z.object({
  permission_assignments: z.array(z.object({ principal: z.object({ display_name: z.string() }) })).optional(),
});
const catalogs = z.object({ catalogs: z.array(z.object({ name: z.string() })).optional() });
const grants = z.object({ privilege_assignments: z.array(z.object({ principal: z.string() })).optional() });

/**
 * The way there is without thinking: list all groups, GET each of them, then ask every workspace for every catalog and
 * its grants. It retries 429 as told and looks no deeper than catalogs.
 */
export function baseline(account: BaselineAccount) {
  const scim = `${account.host}/api/2.0/accounts/${account.accountId}/scim/v2`;
  let token: string | undefined;

  async function get<T>(url: string, schema: z.ZodType<T>): Promise<T> {
    token ??= await login(account);
    for (;;) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      const body: unknown = await response.json();
      if (response.ok) return schema.parse(body);
      if (response.status !== 429) throw new Error(`GET ${url} answered ${response.status}`);
      await account.sleep(1_000 * Number(response.headers.get('retry-after') ?? 1));
    }
  }

  const idOf = async (userName: string) => {
    const filter = encodeURIComponent(`userName eq "${userName}"`);
    return (await get(`${scim}/Users?filter=${filter}`, found)).Resources[0]?.id ?? '';
  };

  async function readAllGroups(source: string, target: string): Promise<Graph> {
    const ids: string[] = [];
    for (let total = 1; ids.length < total; ) {
      const page = await get(`${scim}/Groups?startIndex=${ids.length + 1}&count=${PAGE}`, groupPage);
      total = page.totalResults;
      ids.push(...(page.Resources ?? []).map(({ id }) => id));
    }
    const names = new Map<string, string>();
    const parents = new Map<string, string[]>();
    await eachOf(ids, async (id) => {
      const { displayName, members = [] } = await get(`${scim}/Groups/${id}`, group);
      names.set(id, displayName);
      for (const { value } of members) parents.set(value, [...(parents.get(value) ?? []), id]);
    });
    return { source: await idOf(source), target: await idOf(target), names, parents };
  }

  /** Names of what anything is granted to: in every workspace, and on every catalog as every workspace sees it. */
  async function readGrantees(): Promise<Set<string>> {
    const api = `${account.host}/api/2.0/accounts/${account.accountId}/workspaces`;
    await get(api, workspaceList);
    const grantees = new Set<string>();
    const looks: string[] = [];
    // Their URLs were told: ids do not survive being read as numbers.
    await eachOf(Object.entries(account.workspaceUrls), async ([id, url]) => {
      const assigned = await get(`${api}/${id}/permissionassignments`, assignments);
      for (const { principal } of assigned.permission_assignments ?? []) grantees.add(principal.display_name);
      const listed = await get(`${url}/api/2.1/unity-catalog/catalogs`, catalogs);
      for (const { name } of listed.catalogs ?? []) {
        looks.push(`${url}/api/2.1/unity-catalog/permissions/catalog/${encodeURIComponent(name)}`);
      }
    });
    await eachOf(looks, async (url) => {
      const granted = await get(url, grants);
      for (const { principal } of granted.privilege_assignments ?? []) grantees.add(principal);
    });
    return grantees;
  }

  return {
    /** The number of groups only the source has, nesting included. */
    compare: async (source: string, target: string): Promise<number> => gapOf(await readAllGroups(source, target)).size,
    /** The number of direct groups of the gap that open something, by themselves or by what they lie in. */
    plan: async (source: string, target: string): Promise<number> => {
      const graph = await readAllGroups(source, target);
      const grantees = await readGrantees();
      const gap = gapOf(graph);
      const opens = (id: string) =>
        [id, ...closure(graph, id)].some((each) => grantees.has(graph.names.get(each) ?? ''));
      return (graph.parents.get(graph.source) ?? []).filter((id) => gap.has(id) && opens(id)).length;
    },
  };
}

async function login({ host, accountId, client }: BaselineAccount): Promise<string> {
  const response = await fetch(`${host}/oidc/accounts/${accountId}/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      // One iterator for all workers: each takes what is next.
      for (const item of left) await work(item);
    }),
  );
}

function closure({ parents }: Graph, id: string): Set<string> {
  const reached = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const parent of parents.get(next) ?? []) {
      if (!reached.has(parent)) queue.push(parent);
      reached.add(parent);
    }
  }
  return reached;
}

function gapOf(graph: Graph): Set<string> {
  return closure(graph, graph.source).difference(closure(graph, graph.target));
}
