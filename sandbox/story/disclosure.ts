import { BUILT_IN_GROUPS } from '#shared/domain/group.ts';
import type { Play } from '../play.ts';
import { type Office, type PersonName, personSchema } from './office/office.ts';
import type { TaskRecord, TicketRecord, TicketView } from './office/records.ts';

const DESK = 'Access Desk';

/** Something the desk wrote that a person can see, wherever it stands. */
interface Sight {
  readonly where: 'ticket' | 'identity task' | 'file' | 'mail';
  readonly text: string;
}

/** Words that tell something about the access of a person, and what kind of thing each is. */
interface Secret {
  readonly kind: 'group' | 'group of the identity provider' | 'path' | 'grant' | 'address' | 'object id';
  readonly text: string;
}

/**
 * What the design lets people outside see all the same, each with its reason. Everything else that reaches them is a
 * disclosure.
 */
const EXCEPTIONS: readonly {
  readonly because: string;
  readonly covers: (sight: Sight, secret: Secret, place: Place) => boolean;
}[] = [
  {
    because: 'plain Jira and ServiceNow have no permissions per file: the stage says that everybody may read them',
    covers: ({ where }, _secret, { filesForEverybody }) => where === 'file' && filesForEverybody,
  },
  {
    because: 'in a plain project whoever sees the ticket sees its sub-tasks, and the identity team needs these names',
    covers: ({ where }, { kind }, { isPlainJira }) =>
      where === 'identity task' && isPlainJira && (kind === 'group of the identity provider' || kind === 'object id'),
  },
  {
    because: 'the stage shows names of groups to everybody',
    covers: (_sight, { kind }, { planNames }) => planNames === 'everyone' && kind !== 'address' && kind !== 'object id',
  },
];

interface Place {
  readonly isPlainJira: boolean;
  readonly filesForEverybody: boolean;
  readonly planNames: 'approvers' | 'everyone';
}

/**
 * Looks at a ticket with everybody's eyes: comments, files, tasks, labels and fields, mails. Returns, as sentences, every
 * name of a group, path, grant, address or object id that reaches somebody who is neither approver, IT nor identity team.
 * What people wrote themselves is no secret, and neither is the address in the first line of the plan.
 */
export function disclosures(play: Play, office: Office, key: string): string[] {
  const ticket = office.record(key);
  if (ticket === undefined) return [];
  const place = placeOf(play, office, ticket);
  const typed = typedBy(ticket);
  const secrets = secretsOf(play).filter(({ text }) => !holds(typed, text));
  const outsiders = personSchema.options.filter((name) => !office.worksInside(name));
  const found = outsiders.flatMap((name) =>
    sightsOf(office, name, ticket).flatMap((sight) =>
      secrets
        .filter(({ kind, text }) => holds(kind === 'address' ? withoutHeads(sight.text) : sight.text, text))
        .filter((secret) => !EXCEPTIONS.some(({ covers }) => covers(sight, secret, place)))
        .map(({ kind, text }) => `${name} sees the ${kind} ${text} (${sight.where} of ${key})`),
    ),
  );
  return [...new Set(found)];
}

/** Everything of the desk's that this person can see of a ticket. */
function sightsOf(office: Office, name: PersonName, ticket: TicketRecord): Sight[] {
  const sights: Sight[] = [];
  const view = viewed(office, name, ticket.key);
  if (view !== null) {
    sights.push(...wordsOf(view).map((text) => ({ where: 'ticket' as const, text })), ...filesOf(view, ticket));
    sights.push(...view.subtasks.map(({ summary }) => ({ where: 'identity task' as const, text: summary })));
  }
  for (const task of ticket.tasks) {
    const seen = viewed(office, name, task.key);
    if (seen === null) continue;
    const texts = [seen.summary, seen.description, ...wordsOf(seen)];
    sights.push(...texts.map((text) => ({ where: 'identity task' as const, text })));
    // A file of the task tells what its text tells.
    sights.push(...filesOf(seen, task).map((file) => ({ ...file, where: 'identity task' as const })));
  }
  const mails = office
    .mails(name)
    .map(({ subject, text }) => ({ where: 'mail' as const, text: `${subject}\n${text}` }));
  return [...sights, ...mails];
}

/** Null where they may not see it at all. */
function viewed(office: Office, name: PersonName, key: string): TicketView | null {
  try {
    return office.as(name).view(key);
  } catch {
    return null;
  }
}

/** The desk's own comments, and what it marks a ticket with. */
function wordsOf({ comments, marks }: TicketView): string[] {
  return [...comments.filter(({ author }) => author === DESK).map(({ text }) => text), ...marks];
}

function filesOf({ attachments }: TicketView, { files }: TicketRecord | TaskRecord): Sight[] {
  const names = attachments.map(({ filename }) => filename);
  return files
    .filter(({ filename }) => names.includes(filename))
    .map(({ filename, content }) => ({ where: 'file', text: `${filename}\n${content.toString('utf8')}` }));
}

/** What people entered and wrote: the desk may repeat it to them. */
function typedBy({ summary, description, fields, messages }: TicketRecord): string {
  const written = messages.filter(({ author }) => author !== DESK).map(({ text }) => text);
  return [summary, description, ...Object.values(fields).map((value) => value ?? ''), ...written].join('\n');
}

function secretsOf({ databricks: { model } }: Play): Secret[] {
  const { groups, users } = model;
  const securables = model.metastores.flatMap((metastore) => metastore.securables);
  return [
    ...groups
      .filter(({ displayName }) => !BUILT_IN_GROUPS.has(displayName))
      .flatMap(({ displayName, externalId }): Secret[] => [
        { kind: externalId === undefined ? 'group' : 'group of the identity provider', text: displayName },
        ...(externalId === undefined ? [] : [{ kind: 'object id' as const, text: externalId }]),
      ]),
    ...users.flatMap(({ externalId }): Secret[] =>
      externalId === undefined ? [] : [{ kind: 'object id', text: externalId }],
    ),
    ...users.flatMap(({ userName, emails }): Secret[] =>
      [userName, ...emails].map((text) => ({ kind: 'address', text })),
    ),
    // A name such as `main` could be any word.
    ...securables
      .filter(({ fullName }) => /[._-]/.test(fullName))
      .map(({ fullName }): Secret => ({ kind: 'grant', text: fullName })),
    { kind: 'path', text: ' → ' },
  ];
}

/** The design's first line of a plan names both people with their addresses. */
function withoutHeads(text: string): string {
  return text.replace(/^(?:CLEAN: |LOOK CLOSER: |In full: ).* would get what .* has\.$/gm, '');
}

function holds(text: string, secret: string): boolean {
  return text.toLowerCase().includes(secret.toLowerCase());
}

function placeOf({ stage, jira, servicenow }: Play, office: Office, { id, key }: TicketRecord): Place {
  const { planNames } = stage.policy;
  if (office.system === 'servicenow') {
    const item = servicenow.instance.item(id).cat_item;
    const all = stage.servicenow?.catalogItems ?? [];
    const types = all.filter(({ catItemId }) => catItemId === item);
    return { planNames, isPlainJira: false, filesForEverybody: anyForEverybody(types, all) };
  }
  const project = jira.site.project(jira.site.findIssue(key)?.projectKey ?? '');
  const isPlainJira = project.kind !== 'service_desk';
  const all = stage.jira?.ticketTypes ?? [];
  const types = all.filter(({ projectId }) => projectId === project.id);
  return { planNames, isPlainJira, filesForEverybody: isPlainJira && anyForEverybody(types, all) };
}

/** A ticket that was moved to where nobody serves it keeps the files it got where it was. */
function anyForEverybody(
  types: readonly { readonly filesForEverybody: boolean }[],
  all: readonly { readonly filesForEverybody: boolean }[],
): boolean {
  return (types.length === 0 ? all : types).some(({ filesForEverybody }) => filesForEverybody);
}
