import { skipAllTasks } from '#functions/common/ask-identity-team.ts';
import { attach } from '#functions/common/attach.ts';
import { approvalOf, closeRun, tellEnd } from '#functions/common/end.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { resultsByGroup } from '#functions/common/results.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { planCsv } from '#shared/report/csv.ts';
import { withByteOrderMark } from '#shared/report/csv-table.ts';
import { resultFileName } from '#shared/report/file-names.ts';

/** The good end: says what was done, by whose approval and what is missing; the file with every result is for IT. */
export const reportOutcome: Step<'ReportOutcome'> = (ports) => async (key) => {
  const { plan, digest } = await currentPlan(ports, key);
  const approved = (await approvalOf(ports, key, digest)) !== null;
  if (approved) {
    const ticket = await remembered(ports, key, 'ticket');
    const text = withByteOrderMark(planCsv(plan, await resultsByGroup(ports, key)));
    await attach(ports, key, { fileName: resultFileName(ticket.key, key.run, digest), text, audience: 'it' });
  } else await skipAllTasks(ports, key, 'the plan changed, and nothing is left to add');
  const end = approved ? 'done' : 'nothing to add';
  await tellEnd(ports, key, end);
  await closeRun(ports, key, end);
  return {};
};

export const handler = stepLambda('ReportOutcome', reportOutcome);
