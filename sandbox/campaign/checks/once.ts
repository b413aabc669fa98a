import { markerSchema } from '#shared/adapters/jira/marker.ts';
import { readMarkerLine } from '#shared/adapters/servicenow/marker.ts';
import { people } from '../../simulators/jira/example-site.ts';
import type { Issue } from '../../simulators/jira/ticket.ts';
import { users } from '../../simulators/servicenow/example-instance.ts';
import type { Evidence } from '../evidence.ts';
import type { FiledTicket } from '../tickets.ts';

/** Seconds after which a system must have applied or dropped a request: what the design promises to wait. */
const SETTLE_SECONDS = { Jira: 30, ServiceNow: 65 } as const;

/** One comment, one file, one task per event; twins only where the ticket system applied a request later than it may. */
export function effectsOnce(evidence: Evidence): string[] {
  const isLate = evidence.faults.some(({ call, fault }) => {
    const limit = call.to === 'Jira' || call.to === 'ServiceNow' ? SETTLE_SECONDS[call.to] : Number.POSITIVE_INFINITY;
    return fault.kind.endsWith('late') && fault.seconds > limit;
  });
  if (isLate) return [];
  const traces = evidence.tickets.flatMap((ticket) =>
    ticket.office.system === 'jira' ? jiraTraces(evidence, ticket) : serviceNowTraces(evidence, ticket),
  );
  const counts = new Map<string, number>();
  for (const trace of traces) counts.set(trace, (counts.get(trace) ?? 0) + 1);
  return [...counts].flatMap(([trace, count]) => (count > 1 ? [`${count} times ${trace}`] : []));
}

function jiraTraces({ world }: Evidence, { ticketId }: FiledTicket): string[] {
  const { site } = world.jira;
  const issue = site.issues.get(ticketId);
  if (issue === undefined) return [];
  const tasks = site.subtasks(issue);
  const markerOf = ({ properties }: Pick<Issue, 'properties'>) =>
    markerSchema.safeParse(properties.get('access-desk')).data?.marker;
  const onIssue = ({ id, comments, attachments }: Issue) => [
    ...comments.flatMap((comment) => {
      const marker = markerOf(comment);
      return comment.author === people.desk && marker !== undefined ? [`comment ${marker} on ${id}`] : [];
    }),
    ...attachments.map(({ filename }) => `file ${filename} on ${id}`),
  ];
  const open = tasks.filter(({ statusId }) => statusId !== '11004');
  return [issue, ...tasks].flatMap(onIssue).concat(open.map((task) => `task ${markerOf(task)}`));
}

function serviceNowTraces({ world }: Evidence, { office, ticketId }: FiledTicket): string[] {
  const { instance } = world.servicenow;
  if (office.record(ticketId) === undefined) return [];
  const tasks = instance.tasksOf(ticketId);
  const onRecord = (sysId: string) => [
    ...instance
      .as(users.desk)
      .view(sysId)
      .comments.flatMap(({ text, internal }) => {
        const line = readMarkerLine(text);
        return line === null ? [] : [`entry ${line.hash} ${line.part}/${line.parts} ${internal} on ${sysId}`];
      }),
    ...instance.attachmentsOf(sysId).map(({ filename }) => `file ${filename} on ${sysId}`),
  ];
  return [ticketId, ...tasks.map(({ sys_id }) => sys_id)]
    .flatMap(onRecord)
    .concat(tasks.filter(({ state }) => state !== '4' && state !== '7').map((task) => `task ${task.correlation_id}`));
}
