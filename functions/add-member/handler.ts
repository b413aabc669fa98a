import { haltedBy } from '#functions/common/halt.ts';
import { noteAdditions } from '#functions/common/note-additions.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { targetChange } from '#functions/common/target-change.ts';
import { DeskStopped, StoredItemDamaged } from '#shared/errors.ts';
import { addOne } from './add-one.ts';
import { driftedSince } from './drifted.ts';
import { turnOf } from './turn.ts';

/** Adds the members of one chunk: at most one write a second per Databricks account, whatever runs beside this. */
export const addMember: Step<'AddMember'> =
  (ports) =>
  async ({ chunk, ...key }) => {
    const { store, clock, stage } = ports;
    const halted = await haltedBy(ports, key);
    if (halted !== null) return { next: halted, waitSeconds: 0 };
    const { writes } = await store.readControl();
    if (writes === 'stopped') throw new DeskStopped();

    const prepared = await remembered(ports, key, 'additions');
    const { planNo, digest } = prepared;
    const { plan, digest: current } = await currentPlan(ports, key);
    if ((await targetChange(ports, key, plan.target)) !== null) return { next: 'target changed', waitSeconds: 0 };
    const stored = await store.readAdditions(key, planNo, chunk);
    if (stored === null || current !== digest)
      throw new StoredItemDamaged({ item: `chunk ${chunk} of plan ${planNo}` });
    const done = new Set(stored.results.map(({ groupId }) => groupId));
    const open = stored.additions.filter(({ groupId }) => !done.has(groupId));

    const { accountId: account } = stage.databricks;
    const first = await turnOf(ports, key, { planNo, chunk, count: stored.additions.length, account });
    const waitSeconds = Math.ceil(first - clock.now().getTime() / 1000);
    if (open.length > 0 && waitSeconds > 0) return { next: 'wait', waitSeconds };
    const drifted = await driftedSince(ports, key, plan, prepared, chunk);
    for (const [index, addition] of open.entries()) {
      if (index > 0) await clock.sleep(1000);
      const action = plan.actions.find(({ group }) => group.id === addition.groupId);
      if (action === undefined) throw new StoredItemDamaged({ item: `chunk ${chunk} of plan ${planNo}` });
      const wish = { planNo, digest, plan, action, planOnly: writes === 'planOnly' };
      const result = drifted.get(addition.groupId) ?? (await addOne(ports, key, wish));
      await store.recordResult(key, planNo, chunk, {
        groupId: addition.groupId,
        at: clock.now().toISOString(),
        ...result,
      });
    }
    await noteAdditions(ports, key, 'under way');
    return { next: 'done', waitSeconds: 0 };
  };

export const handler = stepLambda('AddMember', addMember);
