import { z } from 'zod';
import { givenName } from './office/office.ts';
import { flowsOf, type Scene, ticketOf } from './scene.ts';
import type { ActionOf } from './script.ts';
import { bodyText } from './story-file.ts';

const answerSchema = z.object({ message: z.string() });

export async function pass({ play, screen }: Scene, { minutes }: ActionOf<'pass'>): Promise<void> {
  const time = duration(minutes);
  screen.print(`▸ ${time} ${time.startsWith('1 ') ? 'passes' : 'pass'}`, 'quiet');
  await play.pass(minutes * 60_000);
}

export function sync({ play, screen }: Scene, { group, member }: ActionOf<'sync'>): void {
  const { model } = play.databricks;
  model.syncFromIdentityProvider(model.idOf(group), model.idOf(member));
  screen.say(`▸ Entra's SCIM sync arrives in Databricks: ${member} is in ${group}`, 'strong', '  ');
}

export function provision({ play, screen }: Scene, { user, name }: ActionOf<'provision'>): void {
  play.databricks.model.provision(name, user);
  screen.say(`▸ Entra's SCIM sync arrives in Databricks: ${name} has an account, ${user}`, 'strong', '  ');
}

export function flowAsks(scene: Scene, { approver, of }: ActionOf<'flow asks'>): void {
  const { key } = ticketOf(scene);
  flowsOf(scene).ask(key, approver, of);
  const what = of === 'order' ? `the order ${key} belongs to` : key;
  const who = givenName(scene.office, approver);
  scene.screen.say(`▸ A flow of the company asks ${who} to approve ${what}`, 'strong', '  ');
}

export function webhook({ office, screen }: Scene, { event, fate }: ActionOf<'webhook'>): void {
  if (fate === 'lost') office.webhooks.dropNext({ event });
  else office.webhooks.duplicateNext({ event });
  screen.say(
    `▸ The next webhook ${event} ${fate === 'lost' ? 'gets lost on the way' : 'arrives twice'}`,
    'strong',
    '  ',
  );
}

/** Posts a delivery to the door and compares the answer with the one the script expects. */
export async function post(scene: Scene, { delivery, padding, answer }: ActionOf<'post'>): Promise<void> {
  const { play, office, narrator, screen, problems } = scene;
  const { headers, text } = deliveryOf(scene, delivery);
  const body = padding === undefined ? text : text.padEnd(padding + 1);
  const signed = padding === undefined ? headers : office.sign(headers, body);
  const what = delivery === 'the first again' ? `${office.name}’s first delivery once more` : 'a delivery';
  const bytes = Buffer.byteLength(body).toLocaleString('en-GB');
  screen.say(`▸ Somebody posts ${what} to the door, ${bytes} bytes`, 'strong', '  ');
  narrator.mute = true;
  const response = await fetch(`${play.desk.doorUrl}/webhooks/${office.system}`, {
    method: 'POST',
    headers: signed,
    body,
  });
  const { message } = answerSchema.parse(await response.json());
  narrator.mute = false;
  screen.say(`    The door answers ${response.status}: ${message}`, 'plain', '    ');
  if (response.status !== answer) problems.push(`the door answered ${response.status}, not ${answer}`);
}

function deliveryOf({ office, file }: Scene, which: ActionOf<'post'>['delivery']) {
  if (which === "this file's") return { headers: file.delivery.headers, text: bodyText(file.delivery) };
  const first = office.deliveries[0];
  if (first === undefined) throw new Error('the script repeats a delivery before there was one');
  return { headers: first.headers, text: first.body };
}

function duration(minutes: number): string {
  if (minutes % 1440 === 0) return counted(minutes / 1440, 'day');
  if (minutes % 60 === 0) return counted(minutes / 60, 'hour');
  return counted(minutes, 'minute');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
