import * as z from 'zod';
import { type Drift, judgeAddition } from '#shared/domain/drift.ts';
import { ancestorsOf, groupsAt, readGraph } from '#shared/domain/membership.ts';
import type { Action, Plan } from '#shared/domain/plan.ts';
import type { RunKey } from '#shared/domain/run.ts';
import { DirectoryRateLimited, DirectoryUnavailable } from '#shared/errors.ts';
import { newGaps, newlyUnreadable } from '#shared/planning/newly-unreadable.ts';
import { DID_NOT_ANSWER, readOn } from '#shared/planning/read-on.ts';
import { type Reading, readingSchema, startReading, storedReading } from '#shared/planning/reading.ts';
import type { Ports, Surroundings } from './ports.ts';
import { recheckText } from './remembered.ts';

type RecheckPorts = Surroundings & Pick<Ports, 'store' | 'directory'>;

export interface Rechecked {
  readonly action: Action;
  readonly drift: Drift;
}

const SECONDS = 8 * 60;
const CONCURRENCY = 24;

/** What was approved is compared with the present, not with what was read before a long pause. */
export const FRESH_MS = 60 * 60_000;

const begunSchema = z.object({ begunAt: z.string(), reading: readingSchema });

/**
 * Reads memberships and workspace assignments anew (not Unity Catalog) and judges every planned addition by them.
 * @param what names this reading among those of the run, such as the plan's number
 */
export async function recheck(ports: RecheckPorts, key: RunKey, plan: Plan, what: string): Promise<Rechecked[]> {
  const reading = await readAnew(ports, key, plan, what);
  const graph = readGraph(reading.groups);
  // The approver has to see that first.
  const unreadable = newlyUnreadable(reading, plan);
  const additions = plan.actions.filter(({ type }) => type === 'Databricks');
  return Promise.all(
    additions.map(async (action) => {
      const { id } = action.group;
      // A group that neither of the two is in any more was not read; it need not be gone.
      const group = reading.groups[id] ?? (await ports.directory.readGroup(id));
      const ancestors = groupsAt(graph, ancestorsOf(graph, id));
      const isMember = (principalId: string) => group?.members.some((member) => member.id === principalId) ?? false;
      const drift = judgeAddition(action, plan, {
        group,
        ancestors,
        assignments: [id, ...ancestors.map((ancestor) => ancestor.id)].flatMap(
          (groupId) => reading.assignments[groupId] ?? [],
        ),
        sourceMembership: reading.origins[id] ?? null,
        sourceStillIn: isMember(plan.source.id),
        targetAlreadyIn: isMember(plan.target.id),
      });
      return { action, drift: drift.kind === 'unchanged' && unreadable !== null ? unreadable : drift };
    }),
  );
}

/**
 * A reading that does not end in one invocation is stored, and the retry of this step goes on with it.
 * @throws DirectoryRateLimited then; DirectoryUnavailable when a workspace does not answer that did for the plan
 */
async function readAnew(
  { store, directory, clock }: RecheckPorts,
  key: RunKey,
  plan: Plan,
  what: string,
): Promise<Reading> {
  const name = recheckText(what);
  const now = clock.now();
  const begun = await beganLately(store, key, name, now);
  const { source, target } = plan;
  const { begunAt, reading } = begun ?? {
    begunAt: now.toISOString(),
    reading: startReading({ source, target, scanUc: false, maxCalls: 0 }),
  };
  const keep = (state: Reading) => store.writeText(key, name, JSON.stringify({ begunAt, reading: state }));
  const end = now.getTime() + 1000 * SECONDS;
  try {
    const left = () => (end - clock.now().getTime()) / 1000;
    const result = await readOn(directory, reading, {
      concurrency: CONCURRENCY,
      timeIsUp: () => left() <= 0,
      sleep: clock.sleep,
      longestWait: left,
    });
    if (result.more)
      throw new DirectoryRateLimited({
        what: 'reading groups anew',
        retryAfterSeconds: Math.max(1, result.waitSeconds),
      });
    if (newGaps(reading, plan).some(({ reason }) => reason === DID_NOT_ANSWER)) {
      await keep(startReading({ source, target, scanUc: false, maxCalls: 0 }));
      throw new DirectoryUnavailable({ what: 'reading workspaces anew' });
    }
    return reading;
  } finally {
    if (reading.stage !== 'complete') await keep(reading);
  }
}

/** A reading an earlier attempt of this step could not finish, if it is fresh enough to go on with. */
async function beganLately(
  store: RecheckPorts['store'],
  key: RunKey,
  name: string,
  now: Date,
): Promise<z.infer<typeof begunSchema> | null> {
  const stored = await store.readText(key, name);
  const begun = stored === null ? null : storedReading(begunSchema, stored.text);
  return begun !== null && now.getTime() - Date.parse(begun.begunAt) < FRESH_MS ? begun : null;
}
