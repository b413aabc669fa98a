import { providerName } from '#shared/domain/identity-provider.ts';
import { taskKeys } from '#shared/domain/identity-tasks.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { End, Person } from '#shared/domain/ticket.ts';
import { endMessage } from '#shared/report/messages/end.ts';
import type { EndFacts } from '#shared/report/messages/end-args.ts';
import { beside } from './beside.ts';
import { markVerdict } from './mark-verdict.ts';
import { noteEnd } from './note-end.ts';
import type { Ports, Surroundings, TicketPorts } from './ports.ts';
import { currentPlan } from './remembered.ts';
import { resultsByGroup } from './results.ts';
import { referenceOf } from './run-step.ts';
import { say } from './say.ts';
import { takeQuestionBack } from './take-question-back.ts';
import { callNext, pairOfRun } from './turn.ts';

/**
 * Says how the run ended, to the requester and (with group names) to IT, and moves the ticket where its stage wants it.
 * @param error the name of what the run could not go on for, as the audit record has it
 */
export async function tellEnd(
  ports: TicketPorts & Pick<Ports, 'record'>,
  key: RunKey,
  end: End,
  {
    by = [],
    reason = null,
    error = null,
  }: { by?: readonly Person[]; reason?: string | null; error?: string | null } = {},
): Promise<void> {
  const { stage, clock } = ports;
  const told = await endArgs(ports, key, end, { by, reason, at: clock.now().toISOString() });
  const args = { ...told, record: await noteEnd(ports, key, end, error) };
  const everyone = stage.policy.planNames === 'everyone';
  if (!everyone && args.plan !== null) {
    await say(ports, key, {
      name: `end ${end} in full`,
      audience: 'it',
      body: endMessage({ ...args, groupNames: true }),
    });
  }
  await say(ports, key, {
    name: `end ${end}`,
    audience: 'requester',
    body: endMessage({ ...args, groupNames: everyone }),
  });
  // The end is told; a screen or rule of the workflow must not make another one of it.
  await beside(ports, 'status of the ticket', () => ports.tickets(key.system).moveTicket(key.ticketId, end));
}

/** What is to be told about an end; `at` (ISO) is when it came. */
export async function endArgs(
  ports: Surroundings & Pick<Ports, 'store'>,
  key: RunKey,
  end: End,
  { by, reason, at }: { readonly by: readonly Person[]; readonly reason: string | null; readonly at: string },
): Promise<EndFacts> {
  const { store, stage } = ports;
  const progress = await store.readSection(key, 'plan');
  const plan = progress?.digest == null ? null : (await currentPlan(ports, key)).plan;
  const approval = await approvalOf(ports, key, progress?.digest ?? null);
  const identity = await store.readSection(key, 'identity');
  const task = await store.readSection(key, 'identityTask');
  const names = (people: readonly Person[]) => people.map(({ displayName }) => displayName);
  return {
    end,
    pair: plan ?? (await store.readSection(key, 'principals')),
    plan,
    results: await resultsByGroup(ports, key),
    followsMissing: (await store.readSection(key, 'confirmation'))?.followsMissing ?? [],
    approval: approval === null ? null : { by: names(approval.by), at: approval.at, remark: approval.remark },
    identityMissing: identity?.missing ?? null,
    identityTask: taskKeys(task),
    identityProvider: providerName(stage),
    by: names(by),
    detail: reason === '' ? null : reason,
    at,
    reference: referenceOf(key),
  };
}

/** The approval of this plan; one of an earlier plan of the run, before that became wider, is void. */
export async function approvalOf(
  { store }: Pick<TicketPorts, 'store'>,
  key: RunKey,
  digest: string | null,
): Promise<Sections['approval'] | null> {
  const approval = await store.readSection(key, 'approval');
  return approval?.digest === digest ? approval : null;
}

/** After these ends the plan says nothing any more about what the ticket asks for. */
function isVoid(end: End): boolean {
  return end === 'superseded' || end === 'needs correction';
}

async function hasPlan({ store }: Pick<TicketPorts, 'store'>, key: RunKey): Promise<boolean> {
  return (await store.readSection(key, 'plan')) !== null;
}

/**
 * Closes the run in the store with the revision it served. A question that is still open is taken back before; whoever
 * waits for the same pair is woken after. The run that follows an edit has this one's place, so nobody is woken for that.
 */
export async function closeRun(ports: TicketPorts & Pick<Ports, 'waker'>, key: RunKey, end: End): Promise<void> {
  const { store } = ports;
  const ticket = await store.readSection(key, 'ticket');
  const question = await store.readSection(key, 'decision');
  if (question !== null) await takeQuestionBack(ports, key, question.handle);
  if (isVoid(end) && (await hasPlan(ports, key))) await markVerdict(ports, key, null);
  const pair = await pairOfRun(ports, key);
  await store.closeRun(key, end, ticket?.revision ?? null);
  if (end !== 'superseded') await callNext(ports, pair);
}
