import { givenUpOn } from '#shared/adapters/http/given-up.ts';
import { judgeTarget } from '#shared/domain/drift.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import { DeskError, TargetChanged } from '#shared/errors.ts';
import { whyUnseen } from '#shared/planning/why-unseen.ts';
import type { AuditTag } from '#shared/ports/directory.ts';
import type { Client } from './client.ts';
import { confirmMembers } from './confirm.ts';
import { ACCEPTED, notWritten, type OnOutcome, type Outcome, type Standing } from './outcome.ts';
import { type OnProgress, Patience } from './patience.ts';
import { recheckAdditions } from './recheck.ts';
import { isStop, stoppable } from './stoppable.ts';
import { type Pace, type Writing, writeOne } from './write-one.ts';

export interface WriteOptions {
  /** Goes into the User-Agent, which Databricks' audit log keeps. */
  readonly audit: AuditTag;
  /** Once aborted no further write starts; what was written is still reported. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
  readonly onOutcome: OnOutcome;
}

/** Account SCIM is said to take two PATCH a second; half of that leaves room for others. */
const MS_PER_WRITE = 1_000;

/**
 * Writes the additions of a plan, at most one a second, and confirms them by reading.
 * @returns what became of every addition, by group id
 * @throws TargetChanged before the first write when the target is not the planned one any more, and what reading
 *   Databricks throws before it
 */
export async function writeAdditions(client: Client, plan: Plan, options: WriteOptions): Promise<Map<string, Outcome>> {
  const { onProgress, onOutcome, signal, audit } = options;
  const clock = stoppable(client.clock, signal);
  const patience = new Patience(clock, onProgress);
  const outcomes = new Map<string, Outcome>();
  const unclear = new Map<string, Outcome>();
  const note = ({ group }: Action, standing: Standing) => onOutcome(group, standing, clock.now());
  const settle = (action: Action, outcome: Outcome) => {
    outcomes.set(action.group.id, outcome);
    note(action, outcome);
  };
  const additions = plan.actions.filter(({ type }) => type === 'Databricks');
  if (additions.length === 0) return outcomes;

  const drifted = await driftedSince(client, patience, plan, { signal, onProgress });
  const patienceToWrite = new Patience(clock, onProgress);
  const writing: Writing = { client, patience, patienceToWrite, plan, audit, signal, pace: paceOf(clock), note };
  for (const [index, action] of additions.entries()) {
    onProgress({ doing: `adding ${index + 1} of ${additions.length}` });
    const known = drifted.get(action.group.id);
    if (known !== undefined) settle(action, known);
    else if (signal?.aborted) settle(action, notWritten('stopped before its turn'));
    else {
      const { outcome, ifUnseen } = await writeOne(writing, action);
      if (ifUnseen !== null) unclear.set(action.group.id, ifUnseen);
      settle(action, outcome);
    }
  }

  const accepted = additions.filter(({ group }) => outcomes.get(group.id)?.result === ACCEPTED.result);
  const ids = accepted.map(({ group }) => group.id);
  const proved = await confirmMembers(client, plan.target.id, ids, { signal, onProgress });
  // Who stopped the looking learns what was sent, and no more: nobody has looked for long enough.
  const why = proved.size === accepted.length || signal?.aborted ? null : await hint(client, plan);
  for (const action of accepted) {
    const { id } = action.group;
    const ifUnseen = signal?.aborted ? undefined : unclear.get(id);
    if (proved.has(id)) settle(action, { result: 'applied', reason: null });
    else if (ifUnseen !== undefined) settle(action, ifUnseen);
    else if (why !== null) settle(action, { ...ACCEPTED, reason: why });
  }
  return outcomes;
}

/**
 * What is not to be written because it changed since the plan, or because somebody asked to stop meanwhile, by group id.
 */
async function driftedSince(
  client: Client,
  patience: Patience,
  plan: Plan,
  how: Pick<WriteOptions, 'signal' | 'onProgress'>,
): Promise<ReadonlyMap<string, Outcome>> {
  const { signal } = how;
  const { kind, id } = plan.target;
  const drifted = new Map<string, Outcome>();
  try {
    await givenUpOn(signal, async () => {
      const change = judgeTarget(plan.target, await patience.read(() => client.directory.readPrincipal(kind, id)));
      if (change !== null) throw new TargetChanged({ change });
      for (const [groupId, drift] of await recheckAdditions(client, patience, plan, { signal, ...how })) {
        if (drift.kind === 'alreadyMember') drifted.set(groupId, { result: 'already member', reason: null });
        else if (drift.kind !== 'unchanged') drifted.set(groupId, notWritten(`since the plan: ${drift.reason}`));
      }
    });
  } catch (error) {
    // From here on the signal says the same.
    if (!isStop(error, signal)) throw error;
  }
  return drifted;
}

function paceOf(clock: Client['clock']): Pace {
  let nextAt = clock.now().getTime();
  return {
    async turn() {
      const pause = nextAt - clock.now().getTime();
      if (pause > 0) await clock.sleep(pause);
    },
    spend() {
      nextAt = clock.now().getTime() + MS_PER_WRITE;
    },
  };
}

/** Only a hint, so a failure to read is none: what was written must be reported all the same. */
async function hint({ directory }: Client, { target }: Plan): Promise<string | null> {
  try {
    return await whyUnseen(directory, target);
  } catch (error) {
    if (error instanceof DeskError) return null;
    throw error;
  }
}
