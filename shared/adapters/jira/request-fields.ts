import * as z from 'zod';
import type { FieldValue, RawRequest } from '#shared/domain/request.ts';
import { requestLines } from '#shared/domain/request-lines.ts';
import type { Person } from '#shared/domain/ticket.ts';
import type { JiraStage, JiraTicketType } from '#shared/stage.ts';
import { mentionedIn, plainText } from './adf-text.ts';
import { type JiraUser, readPerson, toPerson, userSchema } from './people.ts';
import type { JiraSite } from './site.ts';

const REQUEST_FIELDS = ['source', 'target', 'without', 'scanUc', 'reason'] as const satisfies (keyof RawRequest)[];

const optionSchema = z.object({ value: z.string() });
const namedSchema = z.object({ name: z.string() });
const documentSchema = z.object({ type: z.literal('doc') }).loose();

/** Ids of every custom field any served ticket type reads. */
export function requestFieldIds(stage: JiraStage): readonly string[] {
  const ids = stage.ticketTypes.flatMap((type) => REQUEST_FIELDS.map((name) => type.fields[name]));
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Where this type of ticket holds each part of its request: in a field, or the description where it has none. */
export function watchedFields(type: JiraTicketType): readonly { name: keyof RawRequest; fieldId: string }[] {
  return REQUEST_FIELDS.map((name) => ({ name, fieldId: type.fields[name] ?? 'description' }));
}

/** An issue's fields by id, and their labels as the reader sees them. */
export interface IssueFields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly names: Readonly<Record<string, string>>;
}

/** The request as the ticket holds it: each part from its configured field, else from its line of the description. */
export async function readRequestFields(site: JiraSite, type: JiraTicketType, issue: IssueFields): Promise<RawRequest> {
  const hasLines = REQUEST_FIELDS.some((name) => type.fields[name] === undefined);
  const lines = requestLines(hasLines ? await textWithPeople(site, issue.fields.description) : '');
  const fieldOf = async (name: keyof RawRequest): Promise<FieldValue> => {
    const id = type.fields[name];
    if (id === undefined) return lines[name];
    const reading = await readValue(site, issue.fields[id]);
    // Only here several values are one wish: groups picked from a list are written below each other.
    const values = name === 'without' && reading.values.length > 1 ? [reading.values.join('\n')] : reading.values;
    return { label: issue.names[id] ?? name, ...reading, values };
  };
  return {
    source: await fieldOf('source'),
    target: await fieldOf('target'),
    without: await fieldOf('without'),
    scanUc: await fieldOf('scanUc'),
    reason: await fieldOf('reason'),
  };
}

/** The request of a ticket the stage does not serve: nothing. */
export function emptyRequest(): RawRequest {
  return requestLines('');
}

/** More people than any request names; the others of a long text are not looked up. */
const MOST_MENTIONED = 5;

/** A rich text in which people who are mentioned (`to: @Uwe`) are named by what Databricks knows them by. */
export async function textWithPeople(site: JiraSite, value: unknown): Promise<string> {
  const names = new Map<string, string>();
  for (const accountId of [...new Set(mentionedIn(value))].slice(0, MOST_MENTIONED)) {
    const [name] = nameOfPerson(await readPerson(site, accountId)).values;
    if (name !== undefined) names.set(accountId, name);
  }
  return plainText(value, (accountId) => names.get(accountId) ?? null) ?? '';
}

type Reading = Omit<FieldValue, 'label'>;

/** One custom field's value; the shapes are those of REST v3 by field type. */
async function readValue(site: JiraSite, value: unknown): Promise<Reading> {
  if (Array.isArray(value)) {
    const parts: Reading[] = [];
    for (const part of value) parts.push(await readValue(site, part));
    const problem = parts.find((part) => part.problem !== undefined)?.problem;
    return { values: parts.flatMap((part) => part.values), ...(problem !== undefined && { problem }) };
  }
  const user = userSchema.safeParse(value);
  if (user.success) return readPicked(site, user.data);
  const text = valueText(value);
  if (text === null) return { values: [], problem: 'This field holds a kind of value that cannot be read.' };
  return { values: text.trim() === '' ? [] : [text.trim()] };
}

function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (documentSchema.safeParse(value).success) return plainText(value);
  return optionSchema.safeParse(value).data?.value ?? namedSchema.safeParse(value).data?.name ?? null;
}

/** Account id of the one person picked in a field; null where it holds text, nobody or several. */
export function pickedPersonId(value: unknown): string | null {
  const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return userSchema.safeParse(one).data?.accountId ?? null;
}

async function readPicked(site: JiraSite, user: JiraUser): Promise<Reading> {
  return nameOfPerson(user.emailAddress ? toPerson(user) : await readPerson(site, user.accountId));
}

/**
 * A picked person is known to Databricks by e-mail. Where the profile hides it the value says so in words that no
 * principal can be called, so that the desk asks back instead of guessing.
 */
function nameOfPerson(person: Person | null): Reading {
  const email = person?.emails.at(0);
  if (email !== undefined) return { values: [email] };
  const name = person === null ? 'a person Jira no longer knows' : person.displayName;
  return {
    values: [`${name} (no e-mail visible in Jira)`],
    problem: `Jira does not show us an e-mail address for ${name}. It has to be visible in the Atlassian profile.`,
  };
}
