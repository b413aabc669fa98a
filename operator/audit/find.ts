import type { KeptName } from '#shared/adapters/store/audit-archive.ts';
import { type Link, readEntry } from '#shared/domain/audit-chain.ts';
import { factsOf, groupsIn, peopleIn } from '#shared/domain/audit-entry.ts';
import type { AuditFacts } from '#shared/domain/audit-event.ts';
import { display } from '#shared/domain/display.ts';
import { handlesOf, type PseudonymKeys, type SealedPerson } from '#shared/domain/pseudonym.ts';
import { type AuditNames, auditText } from '#shared/report/audit-text.ts';
import { utcTime } from '#shared/report/times.ts';
import type { Terminal } from '../terminal.ts';
import type { Question } from './arguments.ts';

interface Entry {
  readonly link: Link;
  readonly facts: AuditFacts | null;
}

/** A question that can be put to an entry. */
export interface Search {
  readonly isAnswer: (entry: Entry) => boolean;
  /** Whoever is looked for, under the words of the question. */
  readonly known: { readonly text: string; readonly isMeant: (person: SealedPerson) => boolean };
}

/** @param keys where people are looked for */
export function searchFor({ by, text }: Question, keys: PseudonymKeys | null): Search {
  const handles = keys === null ? new Set<string>() : handlesOf(keys, text);
  const isMeant = (person: SealedPerson) => person.handles.some((handle) => handles.has(handle));
  return { isAnswer: answerTo(by, text, isMeant), known: { text, isMeant } };
}

function answerTo(by: Question['by'], text: string, isMeant: Search['known']['isMeant']): Search['isAnswer'] {
  if (by === 'ticket') {
    const record = text.toLowerCase().replace(/^([a-z]+-[a-z0-9]+)-\d+$/, '$1');
    return ({ link, facts }) =>
      link.record.toLowerCase() === record ||
      (facts?.event === 'asked' && facts.ticket.toLowerCase() === text.toLowerCase());
  }
  if (by === 'group') return ({ facts }) => facts !== null && groupsIn(facts).includes(text);
  const isApproval = ({ event }: AuditFacts) => event === 'approved' || event === 'approval not counted';
  return ({ facts }) => facts !== null && (by === 'person' || isApproval(facts)) && peopleIn(facts).some(isMeant);
}

/** Every record with an entry that answers, all of its entries in words; those that answer are marked. */
export function find(
  terminal: Terminal,
  lines: readonly string[],
  { isAnswer, known }: Search,
  kept: readonly KeptName[],
): number {
  const entries = lines.flatMap((line) => {
    const read = readEntry(line);
    return 'entry' in read ? [{ link: read.entry, facts: factsOf(read.entry) }] : [];
  });
  const records = Map.groupBy(entries, ({ link }) => link.record);
  let found = 0;
  for (const [record, all] of records) {
    const answering = new Set(all.filter(isAnswer));
    if (answering.size === 0) continue;
    if (found > 0) terminal.print();
    found += 1;
    terminal.print(record);
    const names = namesOf(all, kept, known);
    for (const entry of all) tell(terminal, entry, answering.has(entry), names);
  }
  if (found === 0) terminal.complain('No record answers that.');
  return found === 0 ? 1 : 0;
}

function tell(terminal: Terminal, { link, facts }: Entry, isAnswer: boolean, names: AuditNames): void {
  const mark = isAnswer ? '*' : ' ';
  terminal.print(
    `${mark} ${String(link.sequence).padStart(3)}  ${utcTime(link.at)}  run ${link.run}  ${display(link.event)}`,
  );
  const texts = facts === null ? ['an entry of a kind this version does not know'] : auditText(facts, names);
  for (const text of texts) terminal.say(`       ${text}`, '         ');
}

/** People by their kept names, groups by the names their record has. */
function namesOf(entries: readonly Entry[], kept: readonly KeptName[], known: Search['known']): AuditNames {
  const people = new Map(kept.map(({ pseudonym, name }) => [pseudonym, name]));
  const groups = new Map<string, string>();
  for (const { facts } of entries) {
    if (facts?.event === 'planned') for (const { groupId, groupName } of facts.groups) groups.set(groupId, groupName);
    if (facts?.event === 'written') groups.set(facts.groupId, facts.groupName);
  }
  return {
    person: (person) => {
      const name = people.get(person.id);
      if (name !== undefined) return display(name);
      return known.isMeant(person) ? display(known.text) : `${person.in} ${person.id.slice(0, 12)}…`;
    },
    group: (groupId) => display(groups.get(groupId) ?? groupId),
  };
}
