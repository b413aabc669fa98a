import { markerSchema } from '#shared/adapters/jira/marker.ts';
import { markerHash, readMarkerLine } from '#shared/adapters/servicenow/marker.ts';
import { executionName } from '#shared/domain/run.ts';
import { END_NAMES } from '#shared/domain/ticket.ts';
import { people } from '../../simulators/jira/example-site.ts';
import { users } from '../../simulators/servicenow/example-instance.ts';
import type { Evidence } from '../evidence.ts';
import { type FiledTicket, ticketOf } from '../tickets.ts';
import { runsOf, runsOfTicket } from './remembered.ts';

/** Every opened run comes to exactly one of the legal ends, and its execution to the matching one. */
export async function everyRunEnds(evidence: Evidence): Promise<string[]> {
  const problems = evidence.stuck === null ? [] : [`the story ${evidence.stuck}`];
  const all = await evidence.world.engine.listExecutions();
  for (const ticket of evidence.tickets) {
    if (runsOfTicket(evidence, ticket).length === 0 && !isGone(evidence, ticket)) problems.push('no run was opened');
  }
  for (const { key, closings } of runsOf(evidence)) {
    const name = executionName(key);
    const execution = all.find((one) => one.name === name);
    if (closings.length !== 1) problems.push(`${name} was closed ${closings.length} times`);
    for (const { end } of closings)
      if (!END_NAMES.some((known) => known === end)) problems.push(`${name} ended as “${end}”`);
    if (execution === undefined) problems.push(`${name} was never started`);
    else if (execution.status === 'RUNNING') problems.push(`${name} still runs`);
    else if (execution.status === 'SUCCEEDED' && closings[0]?.end === 'failed' && !wasStopped(evidence))
      problems.push(`${name} failed and counts as a success`);
  }
  return problems;
}

/** Somebody took the ticket away, or ended it, perhaps before anybody could see it. */
function isGone({ acted, tickets }: Evidence, ticket: FiledTicket): boolean {
  return acted.some(
    ({ act, refused }) =>
      refused === null &&
      ticketOf(tickets, act) === ticket &&
      /delete ticket|move ticket|retype|cancel|set status/.test(act.do),
  );
}

function wasStopped({ acted }: Evidence): boolean {
  return acted.some(({ act }) => act.do === 'stop execution');
}

/** Names of sayings that tell an end. */
function tells(end: string): string[] {
  // Where somebody had approved already, the end is told behind what to correct.
  if (end === 'needs correction') return ['to correct', 'end needs correction'];
  return end === 'failed' ? ['broken', 'lost'] : [`end ${end}`];
}

/**
 * Our last comment names the end of the last run. Where the ticket is gone, is no longer ours or takes no comment, the
 * record does, and a failure is one of its execution, which is an alarm.
 */
export async function lastCommentNamesTheEnd(evidence: Evidence): Promise<string[]> {
  const found = await Promise.all(evidence.tickets.map((ticket) => lastCommentOf(evidence, ticket)));
  return found.flat();
}

async function lastCommentOf(evidence: Evidence, ticket: FiledTicket): Promise<string[]> {
  const last = runsOfTicket(evidence, ticket).findLast(
    ({ closings }) => closings.length > 0 && closings[0]?.end !== 'nothing new',
  );
  const end = last?.closings[0]?.end;
  if (last === undefined || end === undefined) return [];
  const wanted = tells(end).map((name) => `${executionName(last.key)}/say ${name} to requester`);
  const said = sayings(evidence, ticket);
  if (said?.some((saying) => wanted.some((marker) => isSaying(saying, marker)))) {
    const final = said.at(-1) ?? '';
    return wanted.some((marker) => isSaying(final, marker)) ? [] : [`the last comment does not tell “${end}”`];
  }
  if (said === null || refusesComments(evidence, ticket)) {
    const execution = (await evidence.world.engine.listExecutions()).find(
      ({ name }) => name === executionName(last.key),
    );
    const isTold = end !== 'failed' || execution?.status === 'FAILED' || execution?.status === 'ABORTED';
    return isTold ? [] : ['neither ticket nor alarm tells of a failure'];
  }
  return [`no comment tells “${end}”`];
}

/** Markers of our comments for the requester, oldest first; null where the ticket is gone. */
function sayings({ world }: Evidence, { office, ticketId }: FiledTicket): string[] | null {
  if (office.system === 'jira') {
    const issue = world.jira.site.issues.get(ticketId);
    return (
      issue?.comments.flatMap(({ author, properties, internal, visibility }) => {
        const marker = markerSchema.safeParse(properties.get('access-desk')).data?.marker;
        return author === people.desk && marker !== undefined && !internal && visibility === undefined ? [marker] : [];
      }) ?? null
    );
  }
  const { instance } = world.servicenow;
  if (office.record(ticketId) === undefined) return null;
  const { comments } = instance.as(users.desk).view(ticketId);
  const name = office.fullName('agent') === '' ? '' : 'Access Desk';
  return comments.flatMap(({ author, text, internal }) => {
    const line = author === name && !internal ? readMarkerLine(text) : null;
    return line === null ? [] : [line.hash];
  });
}

function isSaying(saying: string, marker: string): boolean {
  return saying === marker || saying === markerHash(marker);
}

/** The ticket was moved away, or the ticket system refused us or was down, or the switch stopped us, until nobody tried any more. */
function refusesComments({ acted, faults, story, tickets }: Evidence, ticket: FiledTicket): boolean {
  const ofTicket = acted.filter(({ act, refused }) => refused === null && ticketOf(tickets, act) === ticket);
  const gone = ofTicket.some(({ act }) => /delete ticket|move ticket|retype/.test(act.do));
  const spoilt = acted.some(({ act }) => act.do === 'spoil secret' || act.do === 'stop execution');
  const refused = faults.some(({ fault }) => /forbidden|unauthorized|wrong request|conflict/.test(fault.kind));
  const broken = story.invocations.some(({ step }) => /Report|Tell|Close/.test(step));
  // Nobody has let the desk say anything again.
  const last = acted.findLast(({ act, refused: no }) => act.do === 'switch' && no === null)?.act;
  const silenced = last?.do === 'switch' && last.writes === 'stopped';
  const outage = story.faults.some(({ hours, times }) => hours !== undefined || times > 20);
  return gone || spoilt || refused || broken || silenced || outage;
}
