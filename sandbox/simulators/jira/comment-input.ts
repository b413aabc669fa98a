import * as z from 'zod';
import { parseAdf } from './adf.ts';
import { adfToText } from './adf-text.ts';
import type { CommentDraft } from './comments.ts';
import { textLimit, textTooLong } from './custom-values.ts';
import { fieldRefused, JiraFault } from './jira-fault.ts';
import { hasRole, isInGroup } from './permissions.ts';
import type { Site } from './site.ts';
import type { Issue, Visibility } from './ticket.ts';

/** The body of `POST /issue/{key}/comment`. */
export const commentSchema = z.object({
  body: z.unknown(),
  visibility: z
    .object({ type: z.enum(['role', 'group']), value: z.string().optional(), identifier: z.string().nullish() })
    .nullish(),
  properties: z.array(z.object({ key: z.string().min(1), value: z.unknown() })).optional(),
});

const internalMark = z.object({ internal: z.literal(true) });

/**
 * Checks a comment. On a service desk it is public unless the property `sd.public.comment` says `{internal: true}`;
 * in other projects that mark means nothing.
 */
export function readComment(site: Site, me: string, issue: Issue, input: z.infer<typeof commentSchema>): CommentDraft {
  if (typeof input.body === 'string') throw fieldRefused('comment', 'Comment body is not valid!');
  const body = parseAdf(input.body);
  if (body === undefined) throw new JiraFault(400, 'INVALID_INPUT');
  if (adfToText(body).length > textLimit) throw fieldRefused('comment', textTooLong);
  const properties = new Map((input.properties ?? []).map(({ key, value }) => [key, value]));
  const marked = internalMark.safeParse(properties.get('sd.public.comment')).success;
  const serviceDesk = site.project(issue.projectKey).kind === 'service_desk';
  const visibility = input.visibility ? readVisibility(site, me, issue, input.visibility) : undefined;
  return { body, internal: marked && serviceDesk, properties, ...(visibility && { visibility }) };
}

/** A role is named by its name, a group by id or name. Only who is in it may restrict a comment to it. */
function readVisibility(
  site: Site,
  me: string,
  issue: Issue,
  { type, value, identifier }: NonNullable<z.infer<typeof commentSchema>['visibility']>,
): Visibility {
  const project = site.project(issue.projectKey);
  if (type === 'role') {
    const role = project.roles.find(({ name }) => name === (identifier ?? value));
    if (role === undefined) throw fieldRefused('commentLevel', `Role: ${identifier ?? value} does not exist.`);
    if (!hasRole(site, me, project, role.name)) {
      throw fieldRefused('commentLevel', `You are currently not a member of the project role: ${role.name}.`);
    }
    return { type, value: role.name, identifier: role.name };
  }
  const group = site.groups.find(({ id, name }) => id === identifier || name === value);
  if (group === undefined) throw fieldRefused('commentLevel', `Group: ${identifier ?? value} does not exist.`);
  if (!isInGroup(site, me, group.id)) {
    throw fieldRefused('commentLevel', `You are currently not a member of the group: ${group.name}.`);
  }
  return { type, value: group.name, identifier: group.id };
}
