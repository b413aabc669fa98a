import { givenName, type PersonName } from './office/office.ts';
import { flowsOf, identityTaskOf, type Scene, tellAct, ticketOf } from './scene.ts';
import type { ActionOf } from './script.ts';

export function file(scene: Scene, { by, place, issueType, requestedFor, fields }: ActionOf<'file'>): void {
  const order = { place, form: fields, ...(issueType && { issueType }), ...(requestedFor && { requestedFor }) };
  scene.ticketId = scene.office.as(by).file(order);
  const { key, summary } = ticketOf(scene);
  tellAct(scene, by, `files ${key}: ${summary}`);
  showForm(scene, by);
}

export function edit(scene: Scene, { by, fields }: ActionOf<'edit'>): void {
  const { key } = ticketOf(scene);
  scene.office.as(by).edit(key, fields);
  tellAct(scene, by, `changes ${key}`);
  showForm(scene, by);
}

export function comment(scene: Scene, { by, text }: ActionOf<'comment'>): void {
  const { key } = ticketOf(scene);
  scene.office.as(by).comment(key, text);
  tellAct(scene, by, `comments on ${key}: ${text}`);
}

export function decide(scene: Scene, { by, decision, insteadOf, of }: ActionOf<'decide'>): void {
  const { key } = ticketOf(scene);
  if (of === 'order') flowsOf(scene).decideOrder(by, key, decision);
  else scene.office.as(by).decide(key, decision, { ...(insteadOf && { insteadOf }) });
  const what = of === 'order' ? `the order ${key} belongs to` : key;
  const whose = insteadOf === undefined ? '' : ` in the row of ${givenName(scene.office, insteadOf)}`;
  tellAct(scene, by, `${decision === 'approve' ? 'approves' : 'rejects'} ${what}${whose}`);
}

export function setApproval(scene: Scene, { by, value }: ActionOf<'set approval'>): void {
  const { key } = ticketOf(scene);
  flowsOf(scene).setApproval(by, key, value);
  tellAct(scene, by, `sets the approval of ${key} to “${value}” by hand`);
}

export function cancel(scene: Scene, { by }: ActionOf<'cancel'>): void {
  const { key } = ticketOf(scene);
  scene.office.as(by).cancel(key);
  tellAct(scene, by, `cancels ${key}`);
}

export function finish(scene: Scene, { by }: ActionOf<'finish'>): void {
  const { key } = identityTaskOf(scene);
  scene.office.as(by).finish(key);
  tellAct(scene, by, `closes ${key} as done`);
}

/** The form as filled in, by the labels people see. */
function showForm(scene: Scene, by: PersonName): void {
  const { fields } = scene.office.as(by).view(ticketOf(scene).key);
  const entries = Object.entries(fields).flatMap(([label, value]) => (value ? [[label, value] as const] : []));
  const widest = Math.max(0, ...entries.map(([label]) => label.length));
  for (const [label, value] of entries) scene.screen.entry(`    ${label.padEnd(widest)}  `, value, 'quiet');
}
