import { z } from 'zod';
import { WEBHOOK_SECRET } from '../example-stage.ts';
import { signature } from '../simulators/jira/webhook-queue.ts';
import type { Scene } from './scene.ts';
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

export function webhook({ play, screen }: Scene, { event, fate }: ActionOf<'webhook'>): void {
  if (fate === 'lost') play.jira.webhooks.dropNext({ event });
  else play.jira.webhooks.duplicateNext({ event });
  screen.say(
    `▸ The next webhook ${event} ${fate === 'lost' ? 'gets lost on the way' : 'arrives twice'}`,
    'strong',
    '  ',
  );
}

/** Posts a delivery to the door and compares the answer with the one the script expects. */
export async function post(scene: Scene, { delivery, padding, answer }: ActionOf<'post'>): Promise<void> {
  const { play, narrator, screen, problems } = scene;
  const { headers, text } = deliveryOf(scene, delivery);
  const body = padding === undefined ? text : text.padEnd(padding + 1);
  const signed = padding === undefined ? headers : { ...headers, 'x-hub-signature': signature(WEBHOOK_SECRET, body) };
  const what = delivery === 'the first again' ? 'Jira’s first delivery once more' : 'a delivery';
  const bytes = Buffer.byteLength(body).toLocaleString('en-GB');
  screen.say(`▸ Somebody posts ${what} to the door, ${bytes} bytes`, 'strong', '  ');
  narrator.mute = true;
  const response = await fetch(`${play.desk.doorUrl}/webhooks/jira`, { method: 'POST', headers: signed, body });
  const { message } = answerSchema.parse(await response.json());
  narrator.mute = false;
  screen.say(`    The door answers ${response.status}: ${message}`, 'plain', '    ');
  if (response.status !== answer) problems.push(`the door answered ${response.status}, not ${answer}`);
}

function deliveryOf({ play, file }: Scene, which: ActionOf<'post'>['delivery']) {
  if (which === "this file's") return { headers: file.delivery.headers, text: bodyText(file.delivery) };
  const first = play.jira.deliveries[0];
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
