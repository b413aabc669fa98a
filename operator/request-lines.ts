import { display } from '#shared/domain/display.ts';
import { utcTime } from '#shared/report/times.ts';
import type { RequestRead } from './read-request.ts';
import { standingOf } from './standing.ts';

/** One request in full, as `label  text` pairs. Names are shown as every text for people shows them. */
export function requestLines(read: RequestRead): [label: string, text: string][] {
  const { ticket, failure, openedAt, running } = read;
  const lines: [string, string | null][] = [
    ['stands', standingOf(read)],
    ['ticket', ticket === null ? null : `${ticket.key} ${ticket.url}`],
    ['opened', openedAt === null ? null : utcTime(openedAt)],
    ['asked by', ticket === null ? null : display(ticket.requester.displayName)],
    ['wish', wish(read)],
    ['plan', plan(read)],
    ['approval', approval(read)],
    ['additions', additions(read)],
    ['identity', identity(read)],
    ['execution', running === null ? null : `${read.reference}, ${running ? 'running' : 'not running'}`],
    ['last fault', failure === null ? null : `${failure.error} in ${failure.step}, ${utcTime(failure.at)}`],
  ];
  return lines.flatMap(([label, text]) => (text === null ? [] : [[label, text]]));
}

function wish({ request }: RequestRead): string | null {
  if (request === null) return null;
  const without = request.without.length === 0 ? '' : `, without ${request.without.map(display).join(', ')}`;
  return `${display(request.source)} → ${display(request.target)}${without}`;
}

function plan({ plan: current }: RequestRead): string | null {
  if (current?.digest == null) return null;
  const { planNo, digest, additions, idpActions } = current;
  return `no. ${planNo}, digest ${digest.slice(0, 12)}: ${additions} in Databricks, ${idpActions} for the identity team`;
}

function approval({ approval: given, decision }: RequestRead): string | null {
  if (given !== null) {
    const by = given.by.length === 0 ? 'nobody in person' : given.by.map((one) => display(one.displayName)).join(', ');
    return `by ${by}, ${utcTime(given.at)}, digest ${given.digest.slice(0, 12)}${given.remark === null ? '' : ` (${given.remark})`}`;
  }
  return decision === null
    ? null
    : `asked ${utcTime(decision.askedAt)} (question ${decision.planNo}.${decision.askNo})`;
}

function additions({ additions: prepared, results }: RequestRead): string | null {
  if (prepared === null) return null;
  const counts = new Map<string, number>();
  for (const { result } of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  const said = [...counts].map(([result, count]) => `${count} ${result}`).join(', ');
  return said === '' ? 'nothing written yet' : said;
}

function identity({ identityTask, identity: looked }: RequestRead): string | null {
  if (identityTask === null) return null;
  const tasks = identityTask.tasks.map(({ key, skipped, declined, released }) => {
    const state = skipped ? 'skipped' : declined ? 'declined' : released ? 'released' : 'on hold';
    return `${key}, ${state}`;
  });
  const elsewhere = identityTask.elsewhere.map(({ taskKey }) => `${taskKey} of another request`);
  const all = [...tasks, ...new Set(elsewhere)].join('; ');
  const missing = looked === null ? '' : `, ${looked.missing.length} not arrived at ${utcTime(looked.checkedAt)}`;
  return `${all === '' ? 'no task' : all}${missing}`;
}
