import * as z from 'zod';
import type { Audience, Document } from '#shared/domain/document.ts';
import { TicketSystemRefused } from '#shared/errors.ts';
import type { TaskComment } from '#shared/ports/ticket-system.ts';
import { toAdf } from './adf.ts';
import { plainText } from './adf-text.ts';
import { idSchema, inPath } from './client.ts';
import { isGone, orNull } from './errors.ts';
import { MARKER_KEY, markerProperty, markerSchema } from './marker.ts';
import { authorSchema } from './people.ts';
import { findHead, type JiraSite } from './site.ts';

const PAGE = 100;

/** What Jira tells of who may read a comment. */
const readers = {
  jsdPublic: z.boolean().nullish(),
  visibility: z.object({ type: z.string(), value: z.string().nullish(), identifier: z.string().nullish() }).nullish(),
};

const commentSchema = z.object({
  id: idSchema,
  author: authorSchema,
  ...readers,
  properties: z.array(z.object({ key: z.string(), value: z.unknown() })).optional(),
});

const writtenSchema = z.object({
  author: authorSchema,
  body: z.unknown().transform((body) => plainText(body) ?? ''),
});

const addedSchema = z.object({ id: idSchema, ...readers });

/** Who may read a comment, as Jira's body wants it, and whether an answer proves that it was obeyed. */
interface Restriction {
  readonly body: { readonly visibility?: unknown };
  readonly properties: readonly { readonly key: string; readonly value: unknown }[];
  readonly holds: (added: z.infer<typeof addedSchema>) => boolean;
}

const FOR_EVERYBODY: Restriction = { body: {}, properties: [], holds: () => true };

/**
 * Service desks show every comment in the portal unless this property says otherwise; `visibility` is not that switch.
 * Jira tells in `jsdPublic` what it made of it.
 */
const INTERNAL: Restriction = {
  body: {},
  properties: [{ key: 'sd.public.comment', value: { internal: true } }],
  holds: (added) => added.jsdPublic === false,
};

/**
 * Ids of our comments with this marker, newest first. A marker in a comment of anybody else is no proof of anything and
 * does not count. One for IT may have been written by an attempt that never saw what Jira made of it: if it is not
 * internal, it is withdrawn.
 */
export async function findComment(
  site: JiraSite,
  ticketId: string,
  { marker, audience }: { readonly marker: string; readonly audience: Audience },
): Promise<readonly string[]> {
  const query = { orderBy: '-created', expand: 'properties' };
  const found = new Map<string, z.infer<typeof commentSchema>>();
  for (const comment of (await readComments(site, ticketId, commentSchema, query)) ?? []) {
    if (comment.author?.accountId !== site.stage.ownAccountId) continue;
    if ((await markerOf(site, comment)) === marker) found.set(comment.id, comment);
  }
  if (found.size === 0) return [];
  const { holds } = await restrictionFor(site, ticketId, audience);
  const [kept, seen] = [[...found.values()].filter(holds), [...found.values()].filter((one) => !holds(one))];
  for (const { id } of seen) await removeComment(site, ticketId, id);
  return kept.map(({ id }) => id);
}

/** Every comment of a ticket, all pages, in the order the query asks for; null when the ticket is gone. */
export async function readComments<T>(
  site: JiraSite,
  ticketId: string,
  schema: z.ZodType<T>,
  query: Readonly<Record<string, string>>,
): Promise<readonly T[] | null> {
  const pageSchema = z.object({ comments: z.array(schema), total: z.number().optional() });
  const comments: T[] = [];
  for (;;) {
    const call = {
      what: 'reading comments',
      path: `/rest/api/3/issue/${inPath(ticketId)}/comment`,
      query: { ...query, startAt: comments.length, maxResults: PAGE },
    };
    const page = await orNull(site.client.read(call, pageSchema));
    if (page === null) return null;
    comments.push(...page.comments);
    if (page.comments.length === 0 || comments.length >= (page.total ?? 0)) return comments;
  }
}

/** `expand=properties` works but is not in the published API; without it each comment of ours is asked for its own. */
async function markerOf(site: JiraSite, comment: z.infer<typeof commentSchema>): Promise<string | null> {
  if (comment.properties) {
    const property = comment.properties.find(({ key }) => key === MARKER_KEY);
    return markerSchema.safeParse(property?.value).data?.marker ?? null;
  }
  const path = `/rest/api/3/comment/${inPath(comment.id)}/properties/${MARKER_KEY}`;
  const call = { what: "reading a comment's marker", path };
  const property = await orNull(site.client.read(call, z.object({ value: markerSchema.nullable().catch(null) })));
  return property?.value?.marker ?? null;
}

/**
 * Writes a comment with its marker inside and returns its id.
 * @throws TicketSystemRefused also when a comment for IT could not be proved internal; it is withdrawn before
 */
export async function addComment(
  site: JiraSite,
  ticketId: string,
  comment: { marker: string; audience: Audience; body: Document },
): Promise<string> {
  const restriction = await restrictionFor(site, ticketId, comment.audience);
  const body = {
    body: toAdf(comment.body),
    properties: [markerProperty(comment.marker), ...restriction.properties],
    ...restriction.body,
  };
  const path = `/rest/api/3/issue/${inPath(ticketId)}/comment`;
  const added = await site.client.write({ what: 'adding a comment', path, body }, addedSchema);
  if (restriction.holds(added)) return added.id;
  await removeComment(site, ticketId, added.id);
  const detail = 'Jira would have shown the comment to everybody; it was withdrawn';
  throw new TicketSystemRefused({ what: 'keeping a comment internal', status: 201, detail });
}

/** The latest comment on an issue that is not ours, as text; null when there is none. */
export async function readTaskComment(site: JiraSite, taskId: string): Promise<TaskComment | null> {
  const comments = await readComments(site, taskId, writtenSchema, { orderBy: '-created' });
  const latest = comments?.find(({ author }) => author?.accountId !== site.stage.ownAccountId);
  return latest ? { by: latest.author?.displayName ?? '', text: latest.body } : null;
}

/** Removes a comment; one that is gone already is fine. */
export async function removeComment(site: JiraSite, ticketId: string, commentId: string): Promise<void> {
  const path = `/rest/api/3/issue/${inPath(ticketId)}/comment/${inPath(commentId)}`;
  try {
    await site.client.send({ what: 'removing a comment', method: 'DELETE', path });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/**
 * How a comment on this ticket is kept from the requester. A ticket moved to where the stage serves nothing takes the
 * role or group of another ticket type: both are the same on the whole site.
 */
async function restrictionFor(site: JiraSite, ticketId: string, audience: Audience): Promise<Restriction> {
  if (audience === 'requester') return FOR_EVERYBODY;
  const what = 'adding a comment for IT';
  const head = await findHead(site, ticketId);
  if (head === null) throw new TicketSystemRefused({ what, status: 404, detail: 'the ticket is gone or not visible' });
  if (head.isServiceDesk) return INTERNAL;
  if (isOnlyTheTeams(site, head.projectId)) return FOR_EVERYBODY;
  const itRole = head.type?.itRole ?? site.stage.ticketTypes.find((type) => type.itRole)?.itRole;
  if (itRole === undefined) {
    const detail = 'the stage file names no role or group (itRole) that may read it';
    throw new TicketSystemRefused({ what, status: 409, detail });
  }
  const { type, id } = itRole;
  return {
    body: { visibility: type === 'role' ? { type, value: id } : { type, identifier: id } },
    properties: [],
    holds: ({ visibility }) => visibility?.type === type && (visibility.value === id || visibility.identifier === id),
  };
}

/** Who sees the identity team's own project is the identity team, unless requests are filed there too. */
function isOnlyTheTeams({ stage: { ticketTypes } }: JiraSite, projectId: string): boolean {
  const isTheirs = ticketTypes.some(({ identityTask }) => identityTask.ownProject?.projectId === projectId);
  return isTheirs && !ticketTypes.some((type) => type.projectId === projectId);
}
