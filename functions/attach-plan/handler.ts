import { attach } from '#functions/common/attach.ts';
import { carryApproval } from '#functions/common/carried-approval.ts';
import { markVerdict } from '#functions/common/mark-verdict.ts';
import type { Step } from '#functions/common/ports.ts';
import { currentPlan, remembered } from '#functions/common/remembered.ts';
import { say } from '#functions/common/say.ts';
import { sayPlan } from '#functions/common/say-plan.ts';
import { stepLambda } from '#functions/common/step-lambda.ts';
import { providerName } from '#shared/domain/identity-provider.ts';
import { comparisonCsv, planCsv } from '#shared/report/csv.ts';
import { withByteOrderMark } from '#shared/report/csv-table.ts';
import { comparisonFileName, planFileName } from '#shared/report/file-names.ts';
import { approvalCarried } from '#shared/report/messages/approval-carried.ts';
import { planFull } from '#shared/report/messages/plan-full.ts';

/** Puts the plan on the ticket: both CSV files, the rows for approvers and IT, the five lines for everybody. */
export const attachPlan: Step<'AttachPlan'> = (ports) => async (key) => {
  const { plan, planNo, digest } = await currentPlan(ports, key);
  const ticket = await remembered(ports, key, 'ticket');
  const identityProvider = providerName(ports.stage);
  const comparisonFile = comparisonFileName(ticket.key, key.run, planNo);
  const planFile = planFileName(ticket.key, key.run, digest);
  const comparison = {
    fileName: comparisonFile,
    text: withByteOrderMark(comparisonCsv(plan)),
    audience: 'it' as const,
  };
  const rows = { fileName: planFile, text: withByteOrderMark(planCsv(plan)), audience: 'it' as const };
  const attached = (await attach(ports, key, comparison)) && (await attach(ports, key, rows));
  const files = attached ? [planFile, comparisonFile] : [];

  await markVerdict(ports, key, plan.verdict.word);
  const full = planFull({ plan, digest, identityProvider, files });
  await say(ports, key, { name: `plan ${planNo} in full`, audience: 'it', body: full });
  const approval = await carryApproval(ports, key);
  if (approval === null) await sayPlan(ports, key);
  else {
    const body = approvalCarried({ plan, identityProvider, by: approval.by, at: approval.at });
    await say(ports, key, { name: `plan ${planNo} approved before`, audience: 'requester', body });
  }
  return {};
};

export const handler = stepLambda('AttachPlan', attachPlan);
