import type { Stage as DeskStage } from '#shared/stage.ts';
import { LiveAccount } from '../simulators/databricks/live-account.ts';
import { exampleSite, people } from '../simulators/jira/example-site.ts';
import { createRandom } from '../simulators/random.ts';
import { exampleInstance, users } from '../simulators/servicenow/example-instance.ts';
import { accountOf } from './account.ts';
import { act, isDirectoryAct, type Stage } from './acts.ts';
import type { Coverage } from './coverage.ts';
import { createRecorder, type Evidence } from './evidence.ts';
import { keepLog } from './log.ts';
import type { Act, Story } from './story.ts';
import { fileTicket } from './tickets.ts';
import { openWorld, START, type World, type WorldOptions } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** While something happens the sweep comes as it is scheduled; in the long waits in between it comes every few hours. */
const SWEEP_MS = 15 * MINUTE;
const IDLE_SWEEP_MS = 6 * HOUR;
const BUSY_MS = 2 * HOUR;
/** No story may last longer: three waits of 14 days, retries of weeks. */
const LONGEST_MS = 120 * 24 * HOUR;
/** A group the source is in through another one. */
const BI_CONSUMERS = '9007199254741997';
const MOST_MOMENTS = 20_000;
/** So many sweeps in a row break where nobody mends what breaks them, such as a secret that stays spoilt. */
const HOPELESS_SWEEPS = 50;

export interface PlayedStory {
  readonly evidence: Evidence;
  close(): Promise<void>;
}

export type Plant = Pick<WorldOptions, 'around' | 'command' | 'definition'>;

/** Plays a story until nothing more happens. */
export async function playStory(story: Story, coverage: Coverage, plant: Plant = {}): Promise<PlayedStory> {
  const recorder = createRecorder(story);
  const account = accountOf(story.account);
  const pending = new Set<Act>(story.acts);
  const entered = new Map<string, number>();
  const called = new Map<Act, number>();
  const due: { at: number; entry: Act }[] = [];
  const log = keepLog();
  let stage: Stage | undefined;

  const doNow = (entry: Act) => {
    if (stage === undefined) return;
    pending.delete(entry);
    const at = stage.world.clock.now();
    recorder.onAct({ ...entry, at, refused: act(stage, entry.act) }, isDirectoryAct(entry.act));
    lastAct = at;
  };
  let lastAct = START;

  const world = await openWorld({
    account,
    databricks: {
      lagMs: story.account.lagSeconds * 1000,
      flicker: story.account.flicker,
      iamV2: story.account.iamV2,
      ...(story.account.readsPerSecond !== undefined && { readsPerSecond: story.account.readsPerSecond }),
    },
    site: exampleSite(),
    instance: exampleInstance(),
    stage: (example) => ({
      ...example,
      writes: story.stage.writes,
      policy: { ...example.policy, ...policyOf(story.stage) },
      timeouts: {
        approvalDays: story.stage.days,
        identityDays: story.stage.days,
        targetDays: story.stage.days,
      },
    }),
    faults: story.faults,
    invocationFaults: story.invocations,
    storeLagMs: 2_000,
    random: createRandom(story.seed),
    ...plant,
    watcher: {
      onCall(call) {
        coverage.onCall(call);
        recorder.onCall(call);
        for (const entry of [...pending]) {
          const { when } = entry;
          if (!('during' in when) || when.during !== call.from) continue;
          if (when.to !== undefined && when.to !== call.to) continue;
          if (when.call !== undefined && !call.name.includes(when.call)) continue;
          called.set(entry, (called.get(entry) ?? 0) + 1);
          if (called.get(entry) === when.nth) doNow(entry);
        }
      },
      onFault(call, fault) {
        coverage.onFault(call, fault);
        recorder.onFault(call, fault);
      },
      onRequest: recorder.onRequest,
      onInvoke(name, payload, invocation) {
        recorder.onInvoke(name, payload, invocation);
        recorder.onPayload(name, payload);
      },
      onAnswer: recorder.onPayload,
      onError(name, error, executionArn) {
        coverage.onError(error);
        recorder.onError(name, error, executionArn);
      },
      onWrite: recorder.onWrite,
      onEvent(executionArn, event) {
        coverage.onEvent(executionArn, event);
        recorder.onEvent(executionArn, event);
        if (!event.type.endsWith('StateEntered') || event.state === undefined) return;
        const count = (entered.get(event.state) ?? 0) + 1;
        entered.set(event.state, count);
        for (const entry of pending) {
          const { when } = entry;
          if (!('state' in when) || when.state !== event.state || when.nth !== count) continue;
          due.push({ at: event.time + when.seconds * 1000, entry });
        }
      },
    },
  });
  // The desk has been at work before: a first sweep ever looks back for an hour only.
  for (const system of ['jira', 'servicenow'])
    world.table.force({ pk: `sweep-mark#${system}`, sk: '-', at: new Date(START).toISOString() });
  for (const entry of pending) if ('hours' in entry.when) due.push({ at: START + entry.when.hours * HOUR, entry });

  const { wish, way } = story;
  const untouched = new LiveAccount(account, { lagMs: 0, flicker: false, seed: 1 }, () => world.clock.now());
  stage = { world, wish, tickets: [fileTicket(world, wish, way, wish.by)], untouched };
  recorder.begin(stage);

  const stuck = await untilOver(world, due, doNow, () => lastAct, outagesEnd(story)).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  log.stop();
  return { evidence: recorder.evidence(log.lines, stuck), close: world.close };
}

function policyOf({ maxAdditions, planNames, keepsOut }: Story['stage']): Partial<DeskStage['policy']> {
  const only = (id: string) => ({ personIds: [id], groupIds: [] });
  return {
    ...{ maxAdditions, planNames },
    ...(keepsOut === 'requesters' && { requesters: { jira: only(people.uwe), servicenow: only(users.uwe) } }),
    ...(keepsOut === 'source' && { neverSource: { ids: [], names: [], groupIds: [BI_CONSUMERS] } }),
  };
}

/** When the last fault that lasts for hours is over. */
function outagesEnd({ faults }: Story): number {
  return Math.max(START, ...faults.map(({ hours }) => START + (hours?.[1] ?? 0) * HOUR));
}

/** Moves the clock from one thing that happens to the next. @returns what keeps the story from ending; null at its end */
async function untilOver(
  world: World,
  due: { at: number; entry: Act }[],
  doNow: (entry: Act) => void,
  lastAct: () => number,
  notBefore: number,
): Promise<string | null> {
  const { clock } = world;
  const isRunning = async () => (await world.engine.listExecutions()).some(({ status }) => status === 'RUNNING');
  let nextSweep = clock.now() + SWEEP_MS;
  /** Sweeps in a row in whose time nothing went on. */
  let quietSweeps = 0;
  let brokenSweeps = 0;
  for (let moment = 0; moment < MOST_MOMENTS; moment += 1) {
    await world.settle();
    const now = clock.now();
    const ready = due.filter(({ at }) => at <= now);
    if (ready.length > 0) {
      due.splice(0, due.length, ...due.filter(({ at }) => at > now));
      for (const { entry } of ready) doNow(entry);
      quietSweeps = 0;
      continue;
    }
    const webhooks = [...world.jira.webhooks.pending, ...world.servicenow.webhooks.pending];
    if ((await isRunning()) || world.isBusy() || webhooks.length > 0 || now < notBefore) quietSweeps = 0;
    if (due.length === 0 && quietSweeps >= 2) return null;
    if (now - START > LONGEST_MS) return `does not end within ${LONGEST_MS / HOUR / 24} days`;

    if (now >= nextSweep) {
      const isIdle = now - lastAct() > BUSY_MS && now > notBefore && (await isRunning());
      nextSweep = now + (isIdle ? IDLE_SWEEP_MS : SWEEP_MS);
      const done = () => {
        quietSweeps += 1;
        brokenSweeps = 0;
      };
      const broke = () => {
        brokenSweeps += 1;
        quietSweeps = brokenSweeps < HOPELESS_SWEEPS ? 0 : quietSweeps + 1;
      };
      world.invoke('SweepTickets', {}).then(done, broke);
      continue;
    }
    const moments = [clock.nextTimer(), ...webhooks.map(({ dueAt }) => dueAt), ...due.map(({ at }) => at), nextSweep];
    // A webhook that is due and not sent waits for the one before it: its sender still waits for an answer.
    clock.advanceTo(Math.min(...moments.flatMap((at) => (at !== undefined && at > now ? [at] : []))));
  }
  return `does not end within ${MOST_MOMENTS} moments`;
}
