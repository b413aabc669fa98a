import * as z from 'zod';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { JiraStage, JiraTicketType } from '#shared/stage.ts';
import { idSchema, inPath, type JiraClient } from './client.ts';
import { orNull } from './errors.ts';

/** What every file of this adapter works with. */
export interface JiraSite {
  readonly stage: JiraStage;
  readonly client: JiraClient;
  readonly now: () => Date;
}

export const statusSchema = z.object({
  id: idSchema,
  name: z.string().default(''),
  statusCategory: z.object({ key: z.string() }).optional(),
});

export const projectSchema = z.object({ id: idSchema, projectTypeKey: z.string().default('') });
export const issueTypeSchema = z.object({ id: idSchema });

const headSchema = z.object({
  id: idSchema,
  key: z.string(),
  fields: z.object({ project: projectSchema, issuetype: issueTypeSchema, status: statusSchema }),
});

/** Where an issue is and what the stage file says about such tickets. */
export interface IssueHead {
  readonly id: string;
  readonly key: string;
  readonly projectId: string;
  readonly isServiceDesk: boolean;
  readonly statusId: string;
  readonly statusName: string;
  /** Undefined when the stage does not serve this project and type. */
  readonly type: JiraTicketType | undefined;
}

/** Reads project, type and status of an issue; null when it is gone or not visible. */
export async function findHead(site: JiraSite, issueId: string): Promise<IssueHead | null> {
  const call = {
    what: 'reading an issue',
    path: `/rest/api/3/issue/${inPath(issueId)}`,
    query: { fields: 'project,issuetype,status' },
  };
  const issue = await orNull(site.client.read(call, headSchema));
  if (issue === null) return null;
  const { project, issuetype, status } = issue.fields;
  return {
    id: issue.id,
    key: issue.key,
    projectId: project.id,
    isServiceDesk: project.projectTypeKey === 'service_desk',
    statusId: status.id,
    statusName: status.name,
    type: ticketTypeOf(site.stage, project.id, issuetype.id),
  };
}

/**
 * The same for a ticket the stage must serve.
 * @throws TicketSystemRefused when it is gone or was moved to where the stage serves nothing
 */
export async function readServedHead(
  site: JiraSite,
  issueId: string,
  what: string,
): Promise<IssueHead & { readonly type: JiraTicketType }> {
  const head = await findHead(site, issueId);
  if (head === null) throw new TicketSystemRefused({ what, status: 404, detail: 'the ticket is gone or not visible' });
  const { type } = head;
  if (type) return { ...head, type };
  throw new TicketSystemRefused({ what, status: 409, detail: 'the stage file serves no such project and issue type' });
}

/** A status as people know it, in quotes; its id where Jira does not tell the name. For sentences on a ticket. */
export async function statusName(site: JiraSite, statusId: string): Promise<string> {
  const call = { what: 'reading a status', path: `/rest/api/3/status/${inPath(statusId)}` };
  const status = await orNull(site.client.read(call, statusSchema));
  return status?.name ? `"${status.name}"` : `the status with id ${statusId}`;
}

/** The stage file's entry for this project and issue type. */
export function ticketTypeOf(stage: JiraStage, projectId: string, issueTypeId: string): JiraTicketType | undefined {
  return stage.ticketTypes.find((type) => type.projectId === projectId && type.issueTypeId === issueTypeId);
}
