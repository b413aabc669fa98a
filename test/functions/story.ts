import { addMember } from '#functions/add-member/handler.ts';
import { attachPlan } from '#functions/attach-plan/handler.ts';
import { awaitApproval } from '#functions/await-approval/handler.ts';
import { awaitIdentityTask } from '#functions/await-identity-task/handler.ts';
import { buildPlan } from '#functions/build-plan/handler.ts';
import type { Ports, Surroundings } from '#functions/common/ports.ts';
import { confirmAdditions } from '#functions/confirm-additions/handler.ts';
import { openIdentityTask } from '#functions/open-identity-task/handler.ts';
import { prepareAdditions } from '#functions/prepare-additions/handler.ts';
import { readApproval } from '#functions/read-approval/handler.ts';
import { readIdentityTask } from '#functions/read-identity-task/handler.ts';
import { readRequest } from '#functions/read-request/handler.ts';
import { releaseIdentityTask } from '#functions/release-identity-task/handler.ts';
import { reportAdditions } from '#functions/report-additions/handler.ts';
import { reportOutcome } from '#functions/report-outcome/handler.ts';
import { requestApproval } from '#functions/request-approval/handler.ts';
import { resolvePrincipals } from '#functions/resolve-principals/handler.ts';
import { verifyMemberships } from '#functions/verify-memberships/handler.ts';
import type { Desk } from '#test/builders/desk.ts';
import { uwe } from '#test/builders/plan.ts';
import { anna } from '#test/builders/tickets.ts';

type AllPorts = Ports & Surroundings;

/** One invocation of a step, given its ports. */
export type Invocation = (ports: AllPorts) => Promise<unknown>;
/** How a story has its steps invoked: at once, or with a death in between. */
export type Invoke = (name: string, invocation: Invocation) => Promise<unknown>;

/** Runs a step as it is. */
export const plainly =
  (desk: Desk): Invoke =>
  (_name, invocation) =>
    invocation(desk.invocation());

/** From the ticket to the plan on it. */
export async function playToPlan({ input }: Desk, invoke: Invoke): Promise<void> {
  await invoke('ReadRequest', (ports) => readRequest(ports)(input));
  await invoke('ResolvePrincipals', (ports) => resolvePrincipals(ports)(input));
  await invoke('BuildPlan', (ports) => buildPlan(ports)(input));
  await invoke('AttachPlan', (ports) => attachPlan(ports)(input));
}

/** From the ticket to the open question. */
export async function playToQuestion(desk: Desk, invoke: Invoke): Promise<void> {
  const { input } = desk;
  await playToPlan(desk, invoke);
  await invoke('OpenIdentityTask', (ports) => openIdentityTask(ports)(input));
  await invoke('RequestApproval', (ports) => requestApproval(ports)(input));
}

/** From the ticket to an approval by Anna that counts. */
export async function playToApproval(desk: Desk, invoke: Invoke): Promise<void> {
  await playToQuestion(desk, invoke);
  await playDecision(desk, invoke);
}

/** Anna approves the question that is open. */
async function playDecision(desk: Desk, invoke: Invoke): Promise<void> {
  const waiting = { ...desk.input, token: 'token-1', enteredAt: desk.now().toISOString(), attempt: 0 };
  await invoke('AwaitApproval', (ports) => awaitApproval(ports)(waiting));
  desk.advance(60);
  desk.tickets.decide('approved', anna);
  await invoke('ReadApproval', (ports) => readApproval(ports)(desk.input));
}

/** Up to the memberships written and ready to be confirmed. */
export async function playToWritten(desk: Desk, invoke: Invoke): Promise<void> {
  await playToApproval(desk, invoke);
  await playWriting(desk, invoke);
}

async function playWriting(desk: Desk, invoke: Invoke): Promise<void> {
  await invoke('PrepareAdditions', (ports) => prepareAdditions(ports)(desk.input));
  await invoke('AddMember', (ports) => addMember(ports)({ ...desk.input, chunk: 1 }));
}

/** The identity team puts Uwe into its group and closes its task. */
export function identityTeamActs({ directory, tickets }: Desk): void {
  directory.account.groups.find(({ id }) => id === '101')?.members.push({ kind: 'user', id: uwe.id });
  for (const task of tickets.tasks) if (task.state === 'open') task.state = 'done';
}

/** The whole way of the story that every page tells. */
export async function playToEnd(desk: Desk, invoke: Invoke): Promise<void> {
  await playToQuestion(desk, invoke);
  await playFromQuestion(desk, invoke);
}

/** From the open question to the end, as the story that every page tells goes on. */
export async function playFromQuestion(desk: Desk, invoke: Invoke): Promise<void> {
  const { input } = desk;
  await playDecision(desk, invoke);
  await playWriting(desk, invoke);
  for (let look = 0; look < 3; look += 1) {
    await invoke('ConfirmAdditions', (ports) => confirmAdditions(ports)(input));
    desk.advance(20);
  }
  await invoke('ReportAdditions', (ports) => reportAdditions(ports)({ ...input, error: 'none' }));
  await invoke('ReleaseIdentityTask', (ports) => releaseIdentityTask(ports)(input));
  const waiting = { ...input, token: 'token-2', enteredAt: desk.now().toISOString(), attempt: 0 };
  await invoke('AwaitIdentityTask', (ports) => awaitIdentityTask(ports)(waiting));
  identityTeamActs(desk);
  await invoke('ReadIdentityTask', (ports) => readIdentityTask(ports)(input));
  await invoke('VerifyMemberships', (ports) => verifyMemberships(ports)({ ...input, read: 'verify' }));
  await invoke('ReportOutcome', (ports) => reportOutcome(ports)(input));
}
