import * as z from 'zod';
import { idSchema, numericIdSchema } from './client.ts';

const actorSchema = z.object({ accountId: z.string() }).nullish().catch(null);

const issueSchema = z.object({
  id: numericIdSchema,
  fields: z
    .object({
      project: z.object({ id: idSchema.optional() }).nullish(),
      issuetype: z.object({ id: idSchema.optional() }).nullish(),
    })
    .nullish(),
});

const envelopeSchema = z.object({ timestamp: z.number(), webhookEvent: z.string() });
const issueEventSchema = z.object({ issue: issueSchema, user: actorSchema });
const commentEventSchema = z.object({
  issue: issueSchema,
  comment: z.object({ author: actorSchema, updateAuthor: actorSchema }),
});

/** What a delivery says, as far as anybody believes it: everything that matters is read again. */
export type JiraEvent =
  | {
      readonly kind: 'ticket';
      readonly timestamp: number;
      readonly issueId: string;
      readonly actorId: string | undefined;
      readonly projectId: string | undefined;
      readonly issueTypeId: string | undefined;
    }
  | { readonly kind: 'other'; readonly timestamp: number };

/** Reads a delivery's body; a text says why it cannot be used. */
export function parseJiraEvent(body: Uint8Array): JiraEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return 'no JSON';
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return 'no event with a time';
  const { timestamp, webhookEvent } = envelope.data;
  if (webhookEvent.startsWith('jira:issue_')) {
    const event = issueEventSchema.safeParse(json);
    if (!event.success) return 'an issue event without its issue';
    return ticketEvent(timestamp, event.data.issue, event.data.user?.accountId);
  }
  if (webhookEvent === 'comment_created' || webhookEvent === 'comment_updated') {
    const event = commentEventSchema.safeParse(json);
    if (!event.success) return 'a comment event without comment or issue';
    const { issue, comment } = event.data;
    // Comment events name no user. Whoever changed a comment of ours is not us.
    return ticketEvent(timestamp, issue, (comment.updateAuthor ?? comment.author)?.accountId);
  }
  return { kind: 'other', timestamp };
}

function ticketEvent(timestamp: number, issue: z.infer<typeof issueSchema>, actorId: string | undefined): JiraEvent {
  const { project, issuetype } = issue.fields ?? {};
  return {
    kind: 'ticket',
    timestamp,
    issueId: issue.id,
    actorId,
    projectId: project?.id,
    issueTypeId: issuetype?.id,
  };
}
