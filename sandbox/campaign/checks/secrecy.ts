import { SERVICENOW_WEBHOOK_SECRET, WEBHOOK_SECRET } from '../../example-stage.ts';
import { readerClient, writerClient } from '../../simulators/databricks/clients.ts';
import { oauthClient } from '../../simulators/servicenow/example-instance.ts';
import type { Evidence } from '../evidence.ts';

const MOST_BYTES = 10_240;

const SECRETS = [
  readerClient.clientSecret,
  writerClient.clientSecret,
  oauthClient.clientSecret,
  'access-desk-api-token',
  WEBHOOK_SECRET,
  SERVICENOW_WEBHOOK_SECRET,
  'eyJ',
  'Bearer ',
];

/** Names and addresses of the example company's people and groups. */
const PERSONAL =
  /@company\.com|Thomas|Uwe|Rita|Petra|Becker|Müller|npb-|data-engineers|bi-consumers|scratch-workspace|ml-catalog/;

/** No credential in any log, payload or ticket; the task token only in the inputs of Await states. */
export function secretsStaySecret(evidence: Evidence): string[] {
  const { payloads, logs, tickets } = evidence;
  const ours = payloads.filter(({ name }) => !name.startsWith('Receive'));
  const records = tickets.flatMap(({ office, ticketId }) => office.record(ticketId) ?? []);
  const texts = [
    ...ours.map(({ name, text }) => [`a payload of ${name}`, text] as const),
    ...logs.map((text) => ['a log line', text] as const),
    ...records
      .flatMap((record) => [record, ...record.tasks])
      .flatMap(({ messages, description }) => [
        ...messages.map(({ text }) => ['a comment', text] as const),
        ['a description', description] as const,
      ]),
  ];
  const tokens = ours.flatMap(({ text }) => /"token":"([^"]+)"/.exec(text)?.[1] ?? []);
  const problems = new Set<string>();
  for (const [place, text] of texts) {
    if (SECRETS.some((secret) => withoutToken(text).includes(secret))) problems.add(`a credential in ${place}`);
    const mayHoldToken = place.startsWith('a payload of Await');
    if (!mayHoldToken && tokens.some((token) => text.includes(token))) problems.add(`a task token in ${place}`);
  }
  return [...problems];
}

/** Payloads hold ids only and at most 10 KB; logs hold no names. */
export function payloadsAreSmallAndNameless({ payloads, logs, world }: Evidence): string[] {
  const problems = new Set<string>();
  for (const { name, text } of payloads) {
    if (name.startsWith('Receive')) continue;
    if (text.length > MOST_BYTES) problems.add(`${name} has ${text.length} bytes`);
    if (PERSONAL.test(withoutToken(text))) problems.add(`a name in a payload of ${name}`);
  }
  for (const line of logs) if (PERSONAL.test(line)) problems.add('a name in a log line');
  for (const [state, { maxInputBytes, maxOutputBytes }] of Object.entries(world.engine.payloads()))
    if (Math.max(maxInputBytes, maxOutputBytes) > MOST_BYTES) problems.add(`state ${state} is above 10 KB`);
  return [...problems];
}

/** The simulated systems themselves did not break: else the story proves nothing. */
export function theWorldHolds({ world, tickets }: Evidence): string[] {
  return [...world.databricks.errors, ...tickets.flatMap(({ office }) => office.errors)].map(
    ({ message }) => `a simulator broke: ${message}`,
  );
}

/** A task token is random, and may spell anything. */
function withoutToken(text: string): string {
  return text.replace(/"token":"[^"]+"/, '');
}
