import { formValues, givenName, identityTaskOf, personIn, type Scene, ticketOf } from './scene.ts';
import type { ActionOf, PersonName } from './script.ts';

/** Statuses of the example site: a plain project is decided by its workflow, a service desk by an approval. */
const APPROVED = '10002';
const REJECTED = '10003';
const TASK_DONE = '11003';

const ISSUE_TYPES = { DBX: '10100', DBS: '10200', DBM: '10200' } as const;

export function file(scene: Scene, { by, project, issueType, fields }: ActionOf<'file'>): void {
  const issue = personIn(scene, by).file({
    project,
    issueType: issueType ?? ISSUE_TYPES[project],
    fields: formValues(fields),
  });
  scene.ticketId = issue.id;
  heading(scene, by, `files ${issue.key}: ${issue.summary}`);
  showForm(scene, by);
}

export function edit(scene: Scene, { by, fields }: ActionOf<'edit'>): void {
  const { key } = ticketOf(scene);
  personIn(scene, by).edit(key, formValues(fields));
  heading(scene, by, `changes ${key}`);
  showForm(scene, by);
}

export function comment(scene: Scene, { by, text }: ActionOf<'comment'>): void {
  const { key } = ticketOf(scene);
  personIn(scene, by).comment(key, text);
  heading(scene, by, `comments on ${key}: ${text}`);
}

export function decide(scene: Scene, { by, decision }: ActionOf<'decide'>): void {
  const { key, projectKey } = ticketOf(scene);
  const person = personIn(scene, by);
  if (scene.play.jira.site.project(projectKey).kind === 'service_desk') person.decide(key, decision);
  else person.transition(key, decision === 'approve' ? APPROVED : REJECTED);
  heading(scene, by, `${decision === 'approve' ? 'approves' : 'rejects'} ${key}`);
}

export function cancel(scene: Scene, { by }: ActionOf<'cancel'>): void {
  const { key } = ticketOf(scene);
  personIn(scene, by).cancel(key);
  heading(scene, by, `cancels ${key}`);
}

export function finish(scene: Scene, { by }: ActionOf<'finish'>): void {
  const { key } = identityTaskOf(scene);
  personIn(scene, by).transition(key, TASK_DONE);
  heading(scene, by, `closes ${key} as done`);
}

function heading(scene: Scene, by: PersonName, what: string): void {
  scene.screen.say(`▸ ${givenName(scene, by)} ${what}`, 'strong', '  ');
}

/** The form as filled in, by the labels people see. */
function showForm(scene: Scene, by: PersonName): void {
  const { fields } = personIn(scene, by).view(ticketOf(scene).key);
  const entries = Object.entries(fields).flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));
  const widest = Math.max(0, ...entries.map(([label]) => label.length));
  for (const [label, value] of entries) scene.screen.entry(`    ${label.padEnd(widest)}  `, value, 'quiet');
}
