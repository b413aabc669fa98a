import * as z from 'zod';
import { WEBHOOK_SECRET } from '../../example-stage.ts';
import { formFields, people } from '../../simulators/jira/example-site.ts';
import { hasRole } from '../../simulators/jira/permissions.ts';
import type { FormValues, Person } from '../../simulators/jira/person.ts';
import type { Site } from '../../simulators/jira/site.ts';
import type { Jira } from '../../simulators/jira/start-jira.ts';
import { signature } from '../../simulators/jira/webhook-queue.ts';
import { jiraRecord } from './jira-records.ts';
import type { Answer, Colleague, Form, Office, Order, PlaceName } from './office.ts';

/** Statuses of the example site: a plain project is decided by its workflow, a service desk by an approval. */
const APPROVED = '10002';
const REJECTED = '10003';
const TASK_DONE = '11003';
const TASK_DECLINED = '11004';

const ISSUE_TYPES: Readonly<Partial<Record<PlaceName, string>>> = { DBX: '10100', DBS: '10200', DBM: '10200' };

const GROUPS = { approvers: 'group-approvers', 'identity team': 'group-identity' } as const;

const EVENT_WORDS: Readonly<Record<string, string>> = {
  'jira:issue_created': 'was created',
  'jira:issue_updated': 'was changed',
  comment_created: 'has a new comment',
};

const actorSchema = z.object({ accountId: z.string() });
const bodySchema = z.object({
  webhookEvent: z.string(),
  issue: z.object({ key: z.string() }),
  user: actorSchema.optional(),
  comment: z.object({ author: actorSchema }).optional(),
});

/** The office that works with Jira: a plain project (DBX) and two service desks. */
export function jiraOffice({ site, webhooks, deliveries, faults, errors }: Jira): Office {
  return {
    system: 'jira',
    name: 'Jira',
    childName: 'Sub-task',
    as: (name) => colleague(site, site.as(people[name])),
    fullName: (name) => site.account(people[name]).displayName,
    record: (idOrKey) => jiraRecord(site, idOrKey),
    remove: (key) => site.as(people.agent).delete(key),
    join: (team, name) => site.groups.find(({ id }) => id === GROUPS[team])?.members.push(people[name]),
    worksInside: (name) => hasRole(site, people[name], site.project('DBX'), 'IT Staff'),
    mails: (name) =>
      site.mails.filter(({ to }) => to === people[name]).map(({ at, subject }) => ({ at, subject, text: subject })),
    tell,
    sign: (headers, body) => ({ ...headers, 'x-hub-signature': signature(WEBHOOK_SECRET, body) }),
    webhooks,
    deliveries,
    faults,
    errors,
  };
}

function colleague(site: Site, person: Person): Colleague {
  return {
    file: (order) => fileIssue(person, order),
    edit: (key, form) => person.edit(key, formValues(form)),
    comment: (key, text, options) => void person.comment(key, text, options),
    decide: (key, answer) => decide(site, person, key, answer),
    cancel: (key) => person.cancel(key),
    finish: (taskKey) => person.transition(taskKey, TASK_DONE),
    decline: (taskKey) => person.transition(taskKey, TASK_DECLINED),
    view: (key) => person.view(key),
  };
}

function fileIssue(person: Person, { place, form, issueType = ISSUE_TYPES[place] }: Order): string {
  if (issueType === undefined) throw new Error(`Jira has no project ${place}`);
  return person.file({ project: place, issueType, fields: formValues(form) }).id;
}

function decide(site: Site, person: Person, key: string, answer: Answer): void {
  const projectKey = site.findIssue(key)?.projectKey;
  const isServiceDesk = projectKey !== undefined && site.project(projectKey).kind === 'service_desk';
  if (isServiceDesk) person.decide(key, answer);
  else person.transition(key, answer === 'approve' ? APPROVED : REJECTED);
}

/** What somebody enters, by the ids of the form's fields. */
function formValues({ approvers, summary, description, ...entries }: Form): FormValues {
  const ids: Readonly<Record<string, string>> = formFields;
  const custom = Object.entries(entries).map(([name, value]) => [ids[name] ?? name, value] as const);
  return {
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...Object.fromEntries(custom),
    ...(approvers !== undefined && { [formFields.approvers]: approvers.map((name) => people[name]) }),
  };
}

function tell(body: unknown): string | undefined {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { webhookEvent, issue, user, comment } = parsed.data;
  if ((user ?? comment?.author)?.accountId === people.desk) return undefined;
  return `Jira tells: ${issue.key} ${EVENT_WORDS[webhookEvent] ?? webhookEvent}`;
}
