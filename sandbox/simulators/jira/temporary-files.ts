import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Route } from '../http-routes.ts';
import { adfFromText } from './adf.ts';
import { attach, renderAttachment } from './attachments.ts';
import { addComment } from './comments.ts';
import { JiraFault } from './jira-fault.ts';
import { isOnTeam, visibleRequest } from './permissions.ts';
import { renderRequestComment } from './render-request.ts';
import { bodyOf, type Call, jiraRoute, param } from './route.ts';
import { readFiles, type UploadedFile } from './routes-attachments.ts';
import type { Site } from './site.ts';

const attachSchema = z.object({
  temporaryAttachmentIds: z.array(z.string()).min(1),
  public: z.boolean(),
  additionalComment: z.object({ body: z.string() }).optional(),
});

/**
 * Attachments of the service desk API: a file is uploaded where nobody sees it, then given to a request together with a
 * comment, and both are public or internal as asked.
 */
export function temporaryFileRoutes(site: Site): Route[] {
  const waiting = new Map<string, UploadedFile>();

  const upload = async (call: Call) => {
    const desk = site.projects.find(({ id, kind }) => id === param(call, 'desk') && kind === 'service_desk');
    if (desk === undefined) throw new JiraFault(404, 'The service desk does not exist.');
    const temporaryAttachments = (await readFiles(call)).map((file) => {
      const temporaryAttachmentId = randomUUID();
      waiting.set(temporaryAttachmentId, file);
      return { temporaryAttachmentId, fileName: file.filename };
    });
    return { status: 201, json: { temporaryAttachments } };
  };

  const give = (call: Call) => {
    const issue = visibleRequest(site, call.me, param(call, 'issue'));
    const { temporaryAttachmentIds, public: isPublic, additionalComment } = bodyOf(call, attachSchema);
    if (!isPublic && !isOnTeam(site, call.me, site.project(issue.projectKey))) {
      throw new JiraFault(403, 'Only agents may add internal attachments.');
    }
    const files = temporaryAttachmentIds.map((id) => {
      const file = waiting.get(id);
      if (file === undefined) throw new JiraFault(400, `The temporary attachment ${id} does not exist or has expired.`);
      return file;
    });
    for (const id of temporaryAttachmentIds) waiting.delete(id);
    const attached = files.map((file) => attach(site, call.me, issue, { ...file, internal: !isPublic }));
    const text = additionalComment?.body ?? files.map(({ filename }) => filename).join('\n');
    const comment = addComment(site, call.me, issue, { body: adfFromText(text), internal: !isPublic });
    // Attachments of this API are told without their ids.
    const values = attached.map((attachment) => {
      const { id: _, self: _self, ...described } = renderAttachment(site, attachment, call.view);
      return described;
    });
    const json = { comment: renderRequestComment(site, issue, comment, call.view), attachments: { values } };
    return { status: 201, json };
  };

  return [
    jiraRoute(site, 'POST', '/rest/servicedeskapi/servicedesk/:desk/attachTemporaryFile', upload),
    jiraRoute(site, 'POST', '/rest/servicedeskapi/request/:issue/attachment', give),
  ];
}
