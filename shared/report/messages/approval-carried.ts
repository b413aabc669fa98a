import { countPlan } from '../../domain/counts.ts';
import { display } from '../../domain/display.ts';
import type { Document } from '../../domain/document.ts';
import type { Plan } from '../../domain/plan.ts';
import { utcTime } from '../times.ts';
import { counted, enumerated, paragraph, shortNames } from './phrases.ts';

export interface ApprovalCarriedArgs {
  readonly plan: Plan;
  readonly identityProvider: string;
  readonly by: readonly { readonly displayName: string }[];
  readonly at: string;
}

/** For requester and approver, when a run that broke is tried again under the approval it had: nobody is asked twice. */
export function approvalCarried({ plan, identityProvider, by, at }: ApprovalCarriedArgs): Document {
  const { additions, identityActions } = countPlan(plan);
  const { target } = shortNames(plan);
  const work = [
    ...(additions === 0 ? [] : [counted(additions, 'Databricks group')]),
    ...(identityActions === 0 ? [] : [counted(identityActions, `${display(identityProvider)} group`)]),
  ];
  const whose =
    by.length === 0 ? 'The approval' : `The approval by ${enumerated(by.map((one) => display(one.displayName)))}`;
  return [
    paragraph('Nobody has to decide again: the approval this request had before the fault on our side still holds.'),
    paragraph(`${whose} of ${utcTime(at)} covers what is left for ${target}: ${work.join(' and ')}. We report here.`),
  ];
}
