import { haltedBy } from '#functions/common/halt.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan } from '#functions/common/remembered.ts';
import { resultsByGroup } from '#functions/common/results.ts';
import { say } from '#functions/common/say.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { tellAdditionsBroke } from '#functions/common/tell-broken.ts';
import { providerName } from '#shared/domain/identity-provider.ts';
import { taskKeys } from '#shared/domain/identity-tasks.ts';
import { databricksPart } from '#shared/report/messages/databricks-part.ts';

/** What the machine passes while nothing broke. */
const NOTHING_BROKE = 'none';

/** Tells the requester what works now and what still waits, or that it broke; an edit meanwhile ends the run instead. */
export const reportAdditions: Step<'ReportAdditions'> =
  (ports) =>
  async ({ error, ...key }) => {
    if (error !== NOTHING_BROKE) {
      await tellAdditionsBroke(ports, key, error);
      return { outcome: 'broken', error: { Error: error } };
    }
    const halted = await haltedBy(ports, key);
    if (halted !== null) return { outcome: halted };
    if ((await ports.store.readSection(key, 'targetChange')) !== null) return { outcome: 'target changed' };
    const { policy } = ports.stage;
    const identityProvider = providerName(ports.stage);
    const { plan, planNo } = await currentPlan(ports, key);
    const results = await resultsByGroup(ports, key);
    const task = await ports.store.readSection(key, 'identityTask');
    const identityTask = taskKeys(task);
    const groupNames = policy.planNames === 'everyone';
    const { followsMissing = [] } = (await ports.store.readSection(key, 'confirmation')) ?? {};
    const identityMissing = (await ports.store.readSection(key, 'identity'))?.missing ?? null;
    const parts = { plan, results, followsMissing, identityMissing };
    const body = databricksPart({ ...parts, identityProvider, identityTask, groupNames });
    await say(ports, key, { name: `databricks part ${planNo}`, audience: 'requester', body });
    return { outcome: 'done' };
  };

export const handler = stepLambda('ReportAdditions', reportAdditions);
