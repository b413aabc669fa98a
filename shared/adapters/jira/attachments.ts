import * as z from 'zod';
import { TicketSystemRefused, TicketSystemUnavailable } from '#shared/errors.ts';
import type { TicketFile } from '#shared/ports/ticket-system.ts';
import { compareIds } from './changelog.ts';
import { idSchema, inPath } from './client.ts';
import { isGone, orNull } from './errors.ts';
import { authorSchema } from './people.ts';
import { findHead, type JiraSite } from './site.ts';

const attachmentSchema = z.object({ id: idSchema, filename: z.string(), author: authorSchema });
const issueSchema = z.object({ fields: z.object({ attachment: z.array(attachmentSchema).default([]) }) });
const addedSchema = z.array(z.object({ id: idSchema })).min(1);

const requestSchema = z.object({ serviceDeskId: idSchema });
const temporarySchema = z.object({
  temporaryAttachments: z.array(z.object({ temporaryAttachmentId: z.string() })).min(1),
});
const internalSchema = z.object({ comment: z.object({ public: z.boolean() }).nullish() });

/** Atlassian's guard against forged forms refuses every upload without it. */
const UPLOAD_HEADERS = { 'x-atlassian-token': 'no-check' };

/** Ids of files of ours with exactly this name, oldest first: Jira keeps any number of files of one name. */
export async function findAttachment(site: JiraSite, ticketId: string, fileName: string): Promise<readonly string[]> {
  const path = `/rest/api/3/issue/${inPath(ticketId)}`;
  const call = { what: 'reading the attachments', path, query: { fields: 'attachment' } };
  const issue = await orNull(site.client.read(call, issueSchema));
  const ours = (issue?.fields.attachment ?? []).filter((file) => file.author?.accountId === site.stage.ownAccountId);
  return ours
    .filter((file) => file.filename === fileName)
    .map((file) => file.id)
    .sort(compareIds);
}

/**
 * Attaches a file and returns its id. On a service desk a file for IT takes the service desk's own way, which alone says
 * that the portal must not show it. Plain Jira has no permissions per file: whoever sees the issue sees its files.
 */
export async function addAttachment(site: JiraSite, ticketId: string, file: TicketFile): Promise<string> {
  const serviceDeskId = file.audience === 'it' ? await serviceDeskOf(site, ticketId) : null;
  if (serviceDeskId !== null) return addInternally(site, ticketId, serviceDeskId, file);
  const path = `/rest/api/3/issue/${inPath(ticketId)}/attachments`;
  const call = { what: 'attaching a file', path, multipart: formOf(file), headers: UPLOAD_HEADERS };
  const [added] = await site.client.write(call, addedSchema);
  if (added === undefined) throw new TicketSystemUnavailable({ what: 'attaching a file' });
  return added.id;
}

/**
 * Whether a file for IT may be attached: kept from the portal on a service desk, seen by everybody in a plain project,
 * where the stage has to say that it may be.
 */
export async function mayAttachForIt(site: JiraSite, ticketId: string): Promise<boolean> {
  const head = await findHead(site, ticketId);
  return head?.isServiceDesk === true || head?.type?.filesForEverybody === true;
}

/** Removes a file; one that is gone already is fine. */
export async function removeAttachment(site: JiraSite, attachmentId: string): Promise<void> {
  const path = `/rest/api/3/attachment/${inPath(attachmentId)}`;
  try {
    await site.client.send({ what: 'removing an attachment', method: 'DELETE', path });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Null for tickets that no portal shows: other projects, and service desk tickets without a request type. */
async function serviceDeskOf(site: JiraSite, ticketId: string): Promise<string | null> {
  const head = await findHead(site, ticketId);
  if (!head?.isServiceDesk) return null;
  const path = `/rest/servicedeskapi/request/${inPath(ticketId)}`;
  const request = await orNull(site.client.read({ what: 'reading a request', path }, requestSchema));
  return request?.serviceDeskId ?? null;
}

/** Two calls: the file is uploaded where nobody sees it, then given to the ticket with an internal comment. */
async function addInternally(
  site: JiraSite,
  ticketId: string,
  serviceDeskId: string,
  file: TicketFile,
): Promise<string> {
  const upload = {
    what: 'uploading a file',
    path: `/rest/servicedeskapi/servicedesk/${inPath(serviceDeskId)}/attachTemporaryFile`,
    multipart: formOf(file),
    headers: UPLOAD_HEADERS,
  };
  const { temporaryAttachments } = await site.client.write(upload, temporarySchema);
  const attach = {
    what: 'attaching an internal file',
    path: `/rest/servicedeskapi/request/${inPath(ticketId)}/attachment`,
    body: { temporaryAttachmentIds: temporaryAttachments.map((one) => one.temporaryAttachmentId), public: false },
  };
  const { comment } = await site.client.write(attach, internalSchema);
  // The answer names no id.
  const id = (await findAttachment(site, ticketId, file.fileName)).at(-1);
  if (id === undefined) throw new TicketSystemUnavailable({ what: 'finding the file just attached' });
  if (comment?.public !== true) return id;
  await removeAttachment(site, id);
  const detail = 'Jira would have shown the file in the portal; it was withdrawn';
  throw new TicketSystemRefused({ what: 'keeping a file internal', status: 201, detail });
}

function formOf(file: TicketFile): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file.content)], { type: file.mimeType }), file.fileName);
  return form;
}
