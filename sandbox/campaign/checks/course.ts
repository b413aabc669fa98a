import type { Acted, Evidence } from '../evidence.ts';
import { isExecutionOf, ticketOf } from '../tickets.ts';
import { ticketOfPartition } from './remembered.ts';

/** Longest time (milliseconds) from a decision to its being read where its webhook arrives; no sweep is as quick. */
const SOON_MS = 10 * 60_000;

const happened = ({ refused }: Acted) => refused === null;

/** Nothing is written in an invocation that began after the request was edited, cancelled or taken away. */
export function noWriteAfterAnEdit({ acted, additions, tickets }: Evidence): string[] {
  const changes = acted.filter((entry) => {
    const { act } = entry;
    const isOther = act.do === 'edit' && (act.fields.without !== undefined || act.fields.target !== undefined);
    return happened(entry) && (isOther || /cancel|delete ticket|move ticket|retype/.test(act.do));
  });
  // Two changes may cancel each other out, and a later run has an approval of its own.
  const [change, ...more] = changes;
  if (change === undefined || more.length > 0) return [];
  const ticket = ticketOf(tickets, change.act);
  const approvedAnew = acted.some(
    ({ act, order }) => act.do === 'decide' && order > change.order && ticketOf(tickets, act) === ticket,
  );
  return additions.flatMap(({ begun, groupId, run }) =>
    begun > change.order && !approvedAnew && ticketOfPartition(tickets, run) === ticket
      ? [`${groupId} was written to after “${change.act.do}”`]
      : [],
  );
}

/** Nothing is written in an invocation that began while the stop switch was thrown. */
export function stoppedMeansStopped({ acted, additions }: Evidence): string[] {
  return additions.flatMap(({ begun, groupId }) => {
    const last = acted.findLast(({ act, order }) => act.do === 'switch' && order < begun);
    const isOff = last?.act.do === 'switch' && last.act.writes !== 'on';
    return isOff ? [`${groupId} was written to while the switch was not on`] : [];
  });
}

/** Neither branch of the work breaks the other off. */
export function noBranchStopsTheOther({ acted, aborted }: Evidence): string[] {
  if (acted.some(({ act }) => act.do === 'stop execution')) return [];
  return aborted.map((state) => `${state} was broken off`);
}

/** A delivery counts as taken only once its work is done: else the sender's repetition would do nothing. */
export function deliveriesAreTakenLast({ takenTooEarly }: Evidence): string[] {
  return [...takenTooEarly];
}

/**
 * A decision whose webhook arrives is read within minutes, not at the next poll: no wake is lost between look and wait.
 * Judged where nothing else went wrong than slow or late calls.
 */
export function decisionsAreSeenSoon({ story, acted, entered: all, tickets }: Evidence): string[] {
  const isCalm = story.faults.every(({ kind, hours }) => (kind === 'slow' || kind === 'late') && hours === undefined);
  const isTold = !acted.some(({ act }) => /webhooks|switch|spoil|stop|damage|delete|move|retype/.test(act.do));
  if (!isCalm || !isTold || story.invocations.length > 0) return [];
  return acted.flatMap((entry) => {
    const ticket = ticketOf(tickets, entry.act);
    const entered = all.filter(({ executionArn }) => ticket && isExecutionOf(ticket, executionArn));
    const waits = entered.findLast(({ at, state }) => at <= entry.at && /^(AwaitApproval|ReadApproval)$/.test(state));
    const last = entered.findLast(({ at }) => at < entry.at);
    const isAsked = last?.state === 'AwaitApproval' || waits?.state === 'AwaitApproval';
    if (entry.act.do !== 'decide' || !happened(entry) || !isAsked) return [];
    const isRead = entered.some(
      ({ at, state }) => state === 'ReadApproval' && at >= entry.at && at < entry.at + SOON_MS,
    );
    return isRead ? [] : [`a decision of ${entry.act.by} is not read within ${SOON_MS / 60_000} minutes`];
  });
}
