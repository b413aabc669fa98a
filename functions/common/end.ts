import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { End, Person } from '#shared/domain/ticket.ts';
import { endMessage } from '#shared/report/messages/end.ts';
import { noteEnd } from './note-end.ts';
import type { Ports, TicketPorts } from './ports.ts';
import { currentPlan } from './remembered.ts';
import { resultsByGroup } from './results.ts';
import { referenceOf } from './run-step.ts';
import { say } from './say.ts';
import { takeQuestionBack } from './take-question-back.ts';
import { callNext, pairOfRun } from './turn.ts';

/** Says how the run ended, to the requester and (with group names) to IT, and moves the ticket where its stage wants it. */
export async function tellEnd(
  ports: TicketPorts & Pick<Ports, 'record'>,
  key: RunKey,
  end: End,
  { by = [], reason = null }: { by?: readonly Person[]; reason?: string | null } = {},
): Promise<void> {
  const { store, stage, clock } = ports;
  const progress = await store.readSection(key, 'plan');
  const plan = progress?.digest == null ? null : (await currentPlan(ports, key)).plan;
  const approval = await approvalOf(ports, key, progress?.digest ?? null);
  const identity = await store.readSection(key, 'identity');
  const task = await store.readSection(key, 'identityTask');
  const names = (people: readonly Person[]) => people.map(({ displayName }) => displayName);
  const args = {
    end,
    pair: plan ?? (await store.readSection(key, 'principals')),
    plan,
    results: await resultsByGroup(ports, key),
    approval: approval === null ? null : { by: names(approval.by), at: approval.at, remark: approval.remark },
    identityMissing: identity?.missing ?? null,
    identityTask: task === null || task.skipped ? null : task.key,
    identityProvider: stage.identityProvider,
    by: names(by),
    detail: reason === '' ? null : reason,
    at: clock.now().toISOString(),
    reference: referenceOf(key),
    record: await noteEnd(ports, key, end),
  };
  const everyone = stage.policy.planNames === 'everyone';
  if (!everyone && plan !== null) {
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
  await ports.tickets(key.system).moveTicket(key.ticketId, end);
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

/**
 * Closes the run in the store with the revision it served. A question that is still open is taken back before; whoever
 * waits for the same pair is woken after. The run that follows an edit has this one's place, so nobody is woken for that.
 */
export async function closeRun(ports: TicketPorts & Pick<Ports, 'waker'>, key: RunKey, end: End): Promise<void> {
  const { store } = ports;
  const ticket = await store.readSection(key, 'ticket');
  const question = await store.readSection(key, 'decision');
  if (question !== null) await takeQuestionBack(ports, key, question.handle);
  const pair = await pairOfRun(ports, key);
  await store.closeRun(key, end, ticket?.revision ?? null);
  if (end !== 'superseded') await callNext(ports, pair);
}
