import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { SelfTest } from '#shared/ports/self-test.ts';
import type { JiraStage, JiraTicketType } from '#shared/stage.ts';
import { idSchema, inPath, type JiraClient, type JiraClientOptions, jiraClient } from './client.ts';

export interface JiraSelfTestOptions extends Omit<JiraClientOptions, 'baseUrl'> {
  readonly stage: JiraStage;
}

const myselfSchema = z.object({ accountId: z.string(), displayName: z.string().default('') });
const fieldsSchema = z.array(z.object({ id: z.string() }));
const issueTypesSchema = z.object({ issueTypes: z.array(z.object({ id: idSchema })) });

/** More issue types than a project has; the answer has pages. */
const MOST_TYPES = 200;

/**
 * Asks Jira who we are and whether what the stage file names is there: our account, the fields, projects and issue
 * types. Statuses and the approver group are not looked at: reading them takes rights the desk does not need.
 */
export function jiraSelfTest(options: JiraSelfTestOptions): SelfTest {
  return async () => {
    const { stage } = options;
    const client = jiraClient({ ...options, baseUrl: stage.baseUrl });
    const me = await client.read({ what: 'reading who we are', path: '/rest/api/3/myself' }, myselfSchema);
    const fields = await client.read({ what: 'reading the fields', path: '/rest/api/3/field' }, fieldsSchema);
    const known = new Set(fields.map(({ id }) => id));
    const missing = [...wrongAccount(stage, me.accountId), ...(await noBrowsing(client, me.accountId))];
    for (const [index, type] of stage.ticketTypes.entries()) {
      const where = `jira.ticketTypes.${index}`;
      missing.push(...unknownFields(type, where, known), ...(await unknownTypes(client, type, where)));
    }
    return { system: 'Jira', as: `${me.displayName || 'a nameless account'} (${me.accountId})`, missing };
  };
}

function wrongAccount({ ownAccountId }: JiraStage, accountId: string): string[] {
  if (ownAccountId === accountId) return [];
  return [`jira.ownAccountId of the stage file is another account: put ${accountId} there.`];
}

/** Without this permission addresses and groups of people stay unknown, and no approval could be counted. */
async function noBrowsing(client: JiraClient, accountId: string): Promise<string[]> {
  const call = { what: 'reading a user', path: '/rest/api/3/user', query: { accountId } };
  if (await isAnswered(client.read(call, myselfSchema))) return [];
  return ['May not read people: give it the global permission "Browse users and groups".'];
}

function unknownFields({ fields }: JiraTicketType, where: string, known: ReadonlySet<string>): string[] {
  return Object.entries(fields).flatMap(([name, id]) =>
    id === undefined || known.has(id) ? [] : [`${where}.fields.${name}: Jira shows this account no field ${id}.`],
  );
}

async function unknownTypes(client: JiraClient, type: JiraTicketType, where: string): Promise<string[]> {
  const { projectId, issueTypeId, identityTask } = type;
  const { ownProject } = identityTask;
  const wanted = [
    { project: projectId, at: `${where}.projectId`, type: issueTypeId, typeAt: `${where}.issueTypeId` },
    {
      project: ownProject?.projectId ?? projectId,
      at: ownProject ? `${where}.identityTask.ownProject.projectId` : `${where}.projectId`,
      type: identityTask.issueTypeId,
      typeAt: `${where}.identityTask.issueTypeId`,
    },
  ];
  const problems = await Promise.all(
    wanted.map(async ({ project, at, type: typeId, typeAt }) => {
      const there = await typesOf(client, project);
      if (there === null)
        return `${at}: may not create issues in project ${project}, or there is none: see docs/jira.md.`;
      return there.has(typeId) ? null : `${typeAt}: project ${project} has no type ${typeId}.`;
    }),
  );
  return [...new Set(problems.flatMap((problem) => problem ?? []))];
}

/** Ids of the issue types our account may create in a project; null where it may create nothing. */
async function typesOf(client: JiraClient, projectId: string): Promise<ReadonlySet<string> | null> {
  const call = {
    what: 'reading the issue types of a project',
    path: `/rest/api/3/issue/createmeta/${inPath(projectId)}/issuetypes`,
    query: { maxResults: MOST_TYPES },
  };
  const answer = await orRefused(client.read(call, issueTypesSchema));
  return answer && new Set(answer.issueTypes.map(({ id }) => id));
}

async function isAnswered(read: Promise<unknown>): Promise<boolean> {
  return (await orRefused(read)) !== null;
}

async function orRefused<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof TicketSystemRefused) return null;
    throw error;
  }
}
