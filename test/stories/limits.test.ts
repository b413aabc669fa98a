import { afterEach, expect, it } from 'vitest';
import { costOf, createMeter, type Meter } from '#sandbox/meter/usage.ts';
import { accountModel } from '#sandbox/simulators/databricks/account-builder.ts';
import { createRandom } from '#sandbox/simulators/random.ts';
import { TicketSystemUnavailable } from '#shared/errors.ts';
import { STEPS } from '#shared/steps.ts';
import { DAY, HOUR, openStory, PLAIN, type Story } from './kit.ts';

let story: Story;
let meter: Meter;
afterEach(async () => {
  meter.close();
  await story.close();
});

const ADDITIONS = 500;
const REPLANS = 5;
const RETRIED = 0.1;

function largeAccount() {
  const builder = accountModel().user('Thomas Müller', 'thomas@company.com').user('Uwe Becker', 'uwe@company.com');
  builder.metastore('main').group('entra-group', { externalId: 'entra-1', members: ['thomas@company.com'] });
  const names = Array.from({ length: ADDITIONS }, (_, n) => `group-${n}`);
  for (const name of names) builder.group(name, { members: ['thomas@company.com'] });
  builder.workspace('prod', { assignments: Object.fromEntries(names.map((name) => [name, 'USER' as const])) });
  for (let n = 0; n <= REPLANS; n += 1) builder.group(`later-${n}`);
  return builder.build();
}

/** Opens a story whose use of AWS is counted. */
async function openMetered(options: Parameters<typeof openStory>[1] & { retried?: number } = {}): Promise<void> {
  const { retried = 0, ...rest } = options;
  const random = createRandom(7);
  meter = createMeter();
  story = await openStory(PLAIN, {
    ...rest,
    // Ten thousand sweeps of nothing would be most of the time this takes; they are not the request's.
    sweeps: false,
    onEvent: meter.onEvent,
    onInvoke: (name) => {
      meter.onInvoke();
      if (name in STEPS && random() < retried) throw new TicketSystemUnavailable({ what: 'anything' });
    },
  });
  const { desk, databricks, jira, servicenow } = story;
  meter.watch({
    store: desk.tableUrl,
    aws: [desk.workflowUrl],
    vendors: [databricks.url, ...Object.values(databricks.workspaceUrls), jira.url, servicenow.url],
  });
}

const biggestPayload = () => {
  const sizes = Object.values(story.desk.engine.payloads());
  return Math.max(...sizes.flatMap(({ maxInputBytes, maxOutputBytes }) => [maxInputBytes, maxOutputBytes]));
};

/** What a story has used, for whoever reads the log of the tests, and its price in dollars. */
function tell(what: string): number {
  const cost = costOf(meter.usage);
  const { transitions, invocations, awsCalls, vendorCalls, events } = meter.usage;
  console.info(
    `${what}: ${events} events, ${biggestPayload()} bytes at most between states, ${transitions} transitions, ` +
      `${invocations} invocations, ${awsCalls} calls to AWS, ${vendorCalls} elsewhere, $${cost.toFixed(4)}`,
  );
  return cost;
}

it('a request that is decided and verified the same day costs a third of a cent at most', async () => {
  await openMetered();
  const key = await story.file();
  await story.pass(2 * HOUR);
  await story.decide(key, 'approve');
  story.syncEntra('data-engineers', 'uwe@company.com');
  await story.pass(HOUR);
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  expect(tell('decided and verified the same day')).toBeLessThanOrEqual(0.003);
});

it('a request whose waits for the decision and for the identity team run out costs two cents at most', async () => {
  await openMetered();
  const key = await story.file();
  await story.pass(13 * DAY + 20 * HOUR);
  await story.decide(key, 'approve');
  await story.pass(15 * DAY);
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  // Three quarters of it are transitions of the polls; four of those are one look at the memberships.
  expect(tell('both waits run out')).toBeLessThanOrEqual(0.02);
});

it('the longest legal story stays within history and payload', async () => {
  const policy = { maxAdditions: ADDITIONS };
  await openMetered({
    account: largeAccount(),
    retried: RETRIED,
    stage: (stage) => ({ ...stage, policy: { ...stage.policy, ...policy } }),
  });
  const { model } = story.databricks;
  const key = await story.file();
  for (let replan = 0; replan < REPLANS; replan += 1) {
    await story.pass(replan === 0 ? 13 * DAY + 18 * HOUR : 2 * DAY + 18 * HOUR);
    // Each time it leads to one more group than was approved.
    model.addMember(model.idOf(`later-${replan}`), model.idOf('group-0'), 'INTERNAL');
    await story.decide(key, 'approve');
    await story.until(() => story.isAsked(key), 6 * HOUR);
  }
  await story.pass(2 * DAY + 18 * HOUR);
  await story.decide(key, 'approve');
  await story.pass(15 * DAY);
  // Most of it are the calls of six plans of 500 groups, counted one after the other.
  expect(tell('the longest legal story')).toBeLessThanOrEqual(0.1);
  expect(await story.runs()).toEqual({ 1: 'SUCCEEDED' });
  expect(story.groupsOf('uwe@company.com')).toEqual(expect.arrayContaining(['group-0', `group-${ADDITIONS - 1}`]));
  expect(biggestPayload()).toBeLessThanOrEqual(10 * 1024);
  expect(meter.usage.events).toBeLessThanOrEqual(6_000);
}, 600_000);
