import type { KeptName } from '#shared/adapters/store/audit-archive.ts';
import { readEntry } from '#shared/domain/audit-chain.ts';
import { factsOf, groupsIn, peopleIn } from '#shared/domain/audit-entry.ts';
import type { AuditFacts } from '#shared/domain/audit-event.ts';
import { display, LONGEST_NAME } from '#shared/domain/display.ts';
import { handlesOf, type PseudonymKeys, type SealedPerson } from '#shared/domain/pseudonym.ts';
import { type AuditNames, auditText } from '#shared/report/audit-text.ts';
import { utcTime } from '#shared/report/times.ts';
import type { Terminal } from '../terminal.ts';
import type { Question } from './arguments.ts';
import { type Entry, notSearchedFor } from './not-searched.ts';

/** Names of the groups of one record, by id. */
type GroupNames = ReadonlyMap<string, string>;

/** A question that can be put to an entry. */
export interface Search {
  readonly isAnswer: (entry: Entry, groups: GroupNames) => boolean;
  /** What of these entries could not be searched, as sentences: whether it answers is not known. */
  readonly notSearched: (entries: readonly Entry[]) => readonly string[];
  /** Whoever is looked for, under the words of the question. */
  readonly known: { readonly text: string; readonly isMeant: (person: SealedPerson) => boolean };
}

/** @param keys where people are looked for */
export function searchFor({ by, text }: Question, keys: PseudonymKeys | null): Search {
  const handles = keys === null ? new Set<string>() : handlesOf(keys, text);
  const isMeant = (person: SealedPerson) => person.handles.some((handle) => handles.has(handle));
  const notSearched = (entries: readonly Entry[]) => notSearchedFor(by, entries, keys);
  return { isAnswer: answerTo(by, text, isMeant), notSearched, known: { text, isMeant } };
}

function answerTo(by: Question['by'], text: string, isMeant: Search['known']['isMeant']): Search['isAnswer'] {
  if (by === 'ticket') {
    const record = text.toLowerCase().replace(/^([a-z]+-[a-z0-9]+)-\d+$/, '$1');
    return ({ link, facts }) =>
      link.record.toLowerCase() === record ||
      (facts?.event === 'asked' && facts.ticket.toLowerCase() === text.toLowerCase());
  }
  if (by === 'group') {
    // An entry may have the id only, and the record of a plan the beginning of a long name.
    const names = [text, text.slice(0, LONGEST_NAME)];
    const isGroup = (name: string | undefined) => name !== undefined && names.includes(name);
    return ({ facts }, groups) =>
      facts !== null && groupsIn(facts).some((group) => isGroup(group) || isGroup(groups.get(group)));
  }
  const isApproval = ({ event }: AuditFacts) => event === 'approved' || event === 'approval not counted';
  return ({ facts }) => facts !== null && (by === 'person' || isApproval(facts)) && peopleIn(facts).some(isMeant);
}

/** Every record with an entry that answers, all of its entries in words; those that answer are marked. */
export function find(
  terminal: Terminal,
  lines: readonly string[],
  { isAnswer, notSearched, known }: Search,
  kept: readonly KeptName[],
): number {
  const entries = lines.flatMap((line) => {
    const read = readEntry(line);
    return 'entry' in read ? [{ link: read.entry, facts: factsOf(read.entry) }] : [];
  });
  const records = Map.groupBy(entries, ({ link }) => link.record);
  let found = 0;
  for (const [record, all] of records) {
    const groups = groupNames(all);
    const answering = new Set(all.filter((entry) => isAnswer(entry, groups)));
    if (answering.size === 0) continue;
    if (found > 0) terminal.print();
    found += 1;
    terminal.print(display(record));
    const names = namesOf(groups, kept, known);
    for (const entry of all) tell(terminal, entry, answering.has(entry), names);
  }
  for (const sentence of notSearched(entries)) terminal.complain(sentence);
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

function groupNames(entries: readonly Entry[]): GroupNames {
  const groups = new Map<string, string>();
  for (const { facts } of entries) {
    if (facts?.event === 'planned')
      for (const { groupId, groupName } of [...facts.groups, ...(facts.follows ?? [])]) groups.set(groupId, groupName);
    if (facts?.event === 'written') groups.set(facts.groupId, facts.groupName);
  }
  return groups;
}

/** People by their kept names, groups by the names their record has. */
function namesOf(groups: GroupNames, kept: readonly KeptName[], known: Search['known']): AuditNames {
  const people = new Map(kept.map(({ pseudonym, name }) => [pseudonym, name]));
  return {
    person: (person) => {
      const name = people.get(person.id);
      if (name !== undefined) return display(name);
      return known.isMeant(person) ? display(known.text) : `${person.in} ${person.id.slice(0, 12)}…`;
    },
    group: (groupId) => display(groups.get(groupId) ?? groupId),
  };
}
