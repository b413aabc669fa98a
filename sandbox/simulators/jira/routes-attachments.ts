import type { Route, SimulatorResponse } from '../http-routes.ts';
import { attach, detach, findAttachment, renderAttachment } from './attachments.ts';
import { JiraFault } from './jira-fault.ts';
import type { MediaLinks } from './media.ts';
import { isOnTeam, visibleIssue } from './permissions.ts';
import { type Call, jiraRoute, param } from './route.ts';
import type { Site } from './site.ts';
import type { Attachment, Issue } from './ticket.ts';

const filesPerCall = 60;

/** Attachments of the platform API. Downloads are handed over to the media host by signed links. */
export function attachmentRoutes(site: Site, media: MediaLinks): Route[] {
  return [
    jiraRoute(site, 'GET', '/rest/api/3/attachment/meta', () => {
      return { status: 200, json: { enabled: true, uploadLimit: site.options.uploadLimit } };
    }),
    jiraRoute(site, 'POST', '/rest/api/3/issue/:issue/attachments', async (call) => {
      const issue = visibleIssue(site, call.me, param(call, 'issue'));
      const files = await readFiles(call);
      const added = files.map((file) => attach(site, call.me, issue, file));
      return { status: 200, json: added.map((attachment) => renderAttachment(site, attachment, call.view)) };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/attachment/content/:attachment', (call) => {
      const { attachment } = visibleAttachment(call);
      if (call.request.query.get('redirect') === 'false') return content(attachment, call.request.headers.range);
      return { status: 303, headers: { location: media.linkTo(attachment) } };
    }),
    jiraRoute(site, 'GET', '/rest/api/3/attachment/:attachment', (call) => {
      return { status: 200, json: renderAttachment(site, visibleAttachment(call).attachment, call.view) };
    }),
    jiraRoute(site, 'DELETE', '/rest/api/3/attachment/:attachment', (call) => {
      const { issue, attachment } = visibleAttachment(call);
      if (attachment.author !== call.me) throw new JiraFault(403, 'You do not have permission to delete attachments.');
      detach(site, call.me, issue, attachment);
      return { status: 204 };
    }),
  ];
}

function visibleAttachment(call: Call): { issue: Issue; attachment: Attachment } {
  const id = param(call, 'attachment');
  const found = findAttachment(call.site, id);
  if (found === undefined || !isOnTeam(call.site, call.me, call.site.project(found.issue.projectKey))) {
    throw new JiraFault(404, `The attachment with id '${id}' does not exist`);
  }
  return found;
}

/** A file as it was uploaded. */
export type UploadedFile = Pick<Attachment, 'filename' | 'mimeType' | 'content'>;

/** The files of a multipart request, checked. @throws {JiraFault} 400, 403, 413 or 415 */
export async function readFiles(call: Call): Promise<UploadedFile[]> {
  const { headers, body } = call.request;
  if (headers['x-atlassian-token'] !== 'no-check') throw new JiraFault(403, 'XSRF check failed');
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) throw new JiraFault(415, 'Content-Type must be multipart/form-data');
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  const parts = form?.getAll('file').filter((part) => part instanceof File) ?? [];
  if (parts.length === 0) throw new JiraFault(400, 'No file was found in the part named "file".');
  const { uploadLimit } = call.site.options;
  if (parts.length > filesPerCall) throw new JiraFault(413, `At most ${filesPerCall} files can be uploaded at once.`);
  if (parts.some((part) => part.size > uploadLimit)) {
    throw new JiraFault(413, `The file exceeds the maximum size of ${uploadLimit} bytes.`);
  }
  return Promise.all(
    parts.map(async (part) => ({
      filename: part.name,
      mimeType: part.type === '' ? 'application/octet-stream' : part.type,
      content: Buffer.from(await part.arrayBuffer()),
    })),
  );
}

/** The bytes themselves, or the part a `Range` header asks for. */
function content(attachment: Attachment, range: string | undefined): SimulatorResponse {
  const { mimeType, content: bytes } = attachment;
  const headers = { 'content-type': mimeType };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === undefined) return { status: 200, headers, body: bytes };
  const end = last === '' || last === undefined ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${first}-${end}/${bytes.length}` },
    body: bytes.subarray(Number(first), end + 1),
  };
}
