import { isDeepStrictEqual } from 'node:util';
import { disclosures } from './disclosure.ts';
import { givenName, type PersonName, personSchema } from './office/office.ts';
import { type Scene, ticketOf } from './scene.ts';
import type { Expectation } from './script.ts';
import { isMember, membershipWrites } from './writes.ts';

/** One thing that must be true when a story is over. */
export interface Finding {
  readonly what: string;
  /** What was found instead; null where it is as the story says. */
  readonly instead: string | null;
}

/** Compares what truly happened (Databricks, ticket system, request store, executions) with what the story says. */
export async function checkEnd(scene: Scene): Promise<Finding[]> {
  const { expect } = scene.file.story;
  const { databricks } = scene.play;
  const writes = membershipWrites(databricks).filter(({ status }) => status !== undefined && status < 300);
  const named = writes.map(({ group, member }) => `${group} ${member}`);
  const membership = (wanted: boolean) => (entry: Expectation['members'][number]) =>
    same(
      `${entry.member} is ${wanted ? '' : 'not '}in ${entry.group}`,
      isMember(databricks, entry.group, entry.member),
      wanted,
    );
  return [
    same(`the request ended: ${expect.end}`, await endOf(scene), expect.end),
    same(`runs that had something to do: ${expect.runs}`, await countRuns(scene), expect.runs),
    same(`memberships written in Databricks: ${expect.writes}`, named.length, expect.writes),
    same('no membership was written twice', new Set(named).size, named.length),
    ...expect.members.map(membership(true)),
    ...expect.notMembers.map(membership(false)),
    ...onTicket(scene, expect),
    same('nothing broke in the simulated systems', brokenParts(scene), []),
    same('the story went as its script says', scene.problems, []),
  ];
}

function same(what: string, found: unknown, wanted: unknown): Finding {
  return { what, instead: isDeepStrictEqual(found, wanted) ? null : JSON.stringify(found) };
}

async function endOf({ wiring, office, ticketId }: Scene): Promise<string> {
  if (ticketId === undefined) return 'never started';
  const { store } = wiring('read-request');
  const record = await store.readTicketRecord({ system: office.system, ticketId });
  if (record === null) return 'never started';
  return record.open ? 'open' : (record.lastEnd?.end ?? 'nothing new');
}

/** Executions that did more than to see that there is nothing new. */
async function countRuns({ play }: Scene): Promise<number> {
  const { engine } = play.desk;
  let count = 0;
  for (const { executionArn } of await engine.listExecutions()) {
    const history = await engine.getExecutionHistory(executionArn);
    const worked = history.some(({ type, state }) => type === 'TaskStateEntered' && state !== 'ReadRequest');
    if (worked) count += 1;
  }
  return count;
}

function onTicket(scene: Scene, { identityTasks, reads }: Expectation): Finding[] {
  if (scene.ticketId === undefined) return [];
  const statuses = ticketOf(scene).tasks.map(({ status }) => status);
  const readers = personSchema.options.flatMap((name) =>
    (reads[name] ?? []).map((text) => readsText(scene, name, text)),
  );
  return [
    same(`identity tasks: ${identityTasks.join(', ') || 'none'}`, statuses, identityTasks),
    ...readers,
    same('no message stands there twice', doubledMessages(scene), []),
    same('nobody reads what is not for them', disclosures(scene.play, scene.office, ticketOf(scene).key), []),
  ];
}

function readsText(scene: Scene, name: PersonName, text: string): Finding {
  const { comments } = scene.office.as(name).view(ticketOf(scene).key);
  return same(
    `${givenName(scene.office, name)} reads “${text}”`,
    comments.some((comment) => comment.text.includes(text)),
    true,
  );
}

/** Messages that a ticket holds twice for the same readers. */
function doubledMessages(scene: Scene): string[] {
  const ticket = ticketOf(scene);
  return [ticket, ...ticket.tasks].flatMap(({ messages }) => {
    const keys = messages.map(({ text, readers }) => JSON.stringify([text, readers]));
    return keys.filter((key, index) => keys.indexOf(key) !== index);
  });
}

function brokenParts({ play, office }: Scene): string[] {
  return [...play.databricks.errors, ...office.errors].map(({ message }) => message);
}
