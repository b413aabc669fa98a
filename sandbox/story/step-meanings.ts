import type { StepName } from '#shared/steps.ts';

/** What each state of the machine does, for somebody who sees it for the first time. */
export const STEP_MEANINGS: Readonly<Record<StepName, string>> = {
  ReadRequest: 'reads the ticket: whose access, and for whom',
  ResolvePrincipals: 'finds both in Databricks',
  AwaitTarget: 'waits until the person is in Databricks',
  BuildPlan: 'reads groups, workspaces and Unity Catalog, makes the plan',
  AttachPlan: 'puts the plan and two CSV files on the ticket',
  OpenIdentityTask: 'opens a task for the identity team, on hold',
  RequestApproval: 'asks for a decision on exactly this plan',
  AwaitApproval: 'waits for the decision',
  ReadApproval: 'reads in Jira who decided what, and whether it counts',
  PrepareAdditions: 'compares the approved plan with Databricks as it is now',
  AddMember: 'adds the memberships, one call a second at most',
  ConfirmAdditions: 'reads them back until two reads agree',
  ReportAdditions: 'tells the ticket what works now and what still waits',
  ReleaseIdentityTask: 'lets the identity team begin',
  AwaitIdentityTask: 'waits for the identity team',
  ReadIdentityTask: 'looks whether the request still stands',
  VerifyMemberships: 'looks in Databricks whether their groups have arrived',
  CloseRequest: 'ends the run and says why on the ticket',
  ReportOutcome: 'says on the ticket what was done, and by whose approval',
  TellRequester: 'tells the requester what to correct, and how',
  ReportFailure: 'tells everybody that it broke on our side',
};
