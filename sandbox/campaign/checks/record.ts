import { readEntry } from '#shared/domain/audit-chain.ts';
import { factsOf } from '#shared/domain/audit-entry.ts';
import type { AuditFacts } from '#shared/domain/audit-event.ts';
import { executionName } from '#shared/domain/run.ts';
import { verifyAudit } from '#shared/domain/verify-audit.ts';
import type { Evidence, Version } from '../evidence.ts';
import type { FiledTicket } from '../tickets.ts';
import { partitionOf, type RunSeen, runsOfTicket } from './remembered.ts';

/** Outcomes that say a membership may have been written. */
const WRITTEN: readonly string[] = ['accepted', 'found there', 'no answer', 'already member'];

/** People by name; names of groups are in clear. */
const PEOPLE = /@company\.com|Thomas|Uwe|Rita|Petra|Becker|Müller/;

/** Nothing in an audit record was ever changed or taken out, its chain holds, and it names nobody. */
export function recordsAreIntact(evidence: Evidence): string[] {
  return evidence.tickets.flatMap((ticket) => {
    const entries = entriesOf(evidence, ticket);
    const verified = verifyAudit(entries.map(({ item }) => String(item.line)));
    return [
      ...entries.flatMap(({ sk }, index) =>
        entries.findIndex((one) => one.sk === sk) === index ? [] : [`${sk} of an audit record was written twice`],
      ),
      ...(verified.intact ? [] : [`entry ${verified.broken.sequence} of an audit record: ${verified.broken.problem}`]),
      ...(entries.some(({ item }) => PEOPLE.test(String(item.line))) ? ['an audit record names somebody'] : []),
    ];
  });
}

/** The audit record tells of each run who approved, what was written, and how it ended. */
export function recordsTellAll(evidence: Evidence): string[] {
  return evidence.tickets.flatMap((ticket) => {
    const told = entriesOf(evidence, ticket).flatMap(({ item }) => {
      const read = readEntry(String(item.line));
      const facts = 'entry' in read ? factsOf(read.entry) : null;
      return facts !== null && 'entry' in read ? [{ run: read.entry.run, facts }] : [];
    });
    return runsOfTicket(evidence, ticket).flatMap((run) =>
      shortcomings(
        evidence,
        run,
        told.filter((one) => one.run === run.key.run).map(({ facts }) => facts),
      ),
    );
  });
}

function shortcomings(
  { additions, logs }: Evidence,
  { key, closings }: RunSeen,
  told: readonly AuditFacts[],
): string[] {
  const end = closings[0]?.end;
  // A run that has failed is reported on its ticket even where its end cannot be recorded; the log says so.
  const logged = (message: string) =>
    logs.some((line) => line.includes(message) && line.includes(`"reference":"${executionName(key)}"`));
  if (end === undefined || end === 'nothing new' || logged('"end not recorded"')) return [];
  const last = told.findLast(({ event }) => event === 'ended');
  const written = additions.filter(({ run, effective }) => effective && run === partitionOf(key));
  const untold = written.filter(({ groupId }) =>
    told.every((facts) => facts.event !== 'written' || facts.groupId !== groupId || !WRITTEN.includes(facts.outcome)),
  );
  const isTold = last?.event === 'ended' && last.end === end;
  // Where what the run remembers is damaged, the record cannot tell more than the end.
  if (isTold && logged('"end not recorded in full"')) return [];
  return [
    ...(isTold ? [] : [`the record of run ${key.run} does not tell “${end}”`]),
    ...untold.map(({ groupId }) => `the record of run ${key.run} does not tell that ${groupId} was written to`),
    ...(written.length > 0 && !told.some(({ event }) => event === 'approved')
      ? [`the record of run ${key.run} does not tell who approved`]
      : []),
  ];
}

/** In the order they were written; what was deleted is there without a line. */
function entriesOf({ versions }: Evidence, { office, ticketId }: FiledTicket): Version[] {
  return versions.filter(({ pk }) => pk === `audit#${office.system}#${ticketId}`);
}
