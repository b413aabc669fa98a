import type { StepName } from '#shared/steps.ts';

/** What each state of the machine does, for somebody who sees it for the first time; short enough for 80 columns. */
export const STEP_MEANINGS: Readonly<Record<StepName, string>> = {
  ReadRequest: 'reads the ticket: whose access, for whom',
  ResolvePrincipals: 'finds both in Databricks',
  AwaitTarget: 'waits until the person is in Databricks',
  AwaitTurn: 'waits for an earlier ticket that asks the same',
  BuildPlan: 'reads groups, workspaces, Unity Catalog',
  AttachPlan: 'puts the plan and its files on the ticket',
  OpenIdentityTask: 'opens a task for the identity team: WAIT',
  RequestApproval: 'asks for a decision on exactly this plan',
  AwaitApproval: 'waits for the decision',
  ReadApproval: 'who decided what, and does it count?',
  PrepareAdditions: 'is everything still as it was approved?',
  AddMember: 'writes memberships, one a second at most',
  ConfirmAdditions: 'reads them back until two reads agree',
  ReportAdditions: 'says what works now and what still waits',
  ReleaseIdentityTask: 'tells the identity team to begin',
  AwaitIdentityTask: 'waits for the identity team',
  ReadIdentityTask: 'does the request still stand?',
  VerifyMemberships: 'have their groups arrived in Databricks?',
  CloseRequest: 'ends the run and says why on the ticket',
  ReportOutcome: 'says what was done, by whose approval',
  TellRequester: 'says what to correct, and how',
  ReportFailure: 'says that it broke on our side',
};
