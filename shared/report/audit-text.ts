import type { AuditFacts } from '../domain/audit-event.ts';
import { display } from '../domain/display.ts';
import type { SealedPerson } from '../domain/pseudonym.ts';
import { utcTime } from './times.ts';

/** Who a person or group is to be called; ids where nobody knows. */
export interface AuditNames {
  person(person: SealedPerson): string;
  group(groupId: string): string;
}

/** What an entry tells, in words for an auditor, as parts for lines of their own. */
export function auditText(facts: AuditFacts, names: AuditNames): string[] {
  const people = (all: readonly SealedPerson[]) => listed(all.map((person) => names.person(person)));
  const groups = (ids: readonly string[]) => listed(ids.map((id) => names.group(id)));
  switch (facts.event) {
    case 'asked':
      return [
        `${names.person(facts.requester)} asks on ${display(facts.ticket)}: ${people(facts.target)} as ${people(facts.source)}`,
        ...facts.parties.map(({ role, person }) => `${role}: ${names.person(person)}`),
      ];
    case 'resolved':
      return [`source ${names.person(facts.source)}, target ${names.person(facts.target)}`];
    case 'planned': {
      const { read } = facts;
      const by = (action: string) => facts.groups.filter((group) => group.action === action);
      const actions = [...new Set(facts.groups.map(({ action }) => action))];
      const more = facts.groupsNotListed === 0 ? [] : [`${facts.groupsNotListed} more groups are in the plan only`];
      return [
        `plan ${facts.plan}, ${facts.verdict}, digest ${facts.digest}`,
        `read by ${read.route}: ${read.workspaces} of ${read.workspacesOf} workspaces, Unity Catalog ${read.unityCatalog} (${read.calls} calls)`,
        ...(read.notRead.length === 0 ? [] : [`not read: ${listed(read.notRead.map(display))}`]),
        ...actions.map((action) => `${action}: ${listed(by(action).map(plannedGroup))}`),
        ...followTexts(facts.follows ?? [], names),
        ...more,
      ];
    }
    case 'approval asked':
      return [`question ${facts.plan}.${facts.question} on digest ${facts.digest}, handle ${display(facts.handle)}`];
    case 'approval not counted':
      return [`yes of ${people(facts.by)} does not count: ${listed(facts.because.map(display))}`];
    case 'approved':
      return [
        `by ${people(facts.by)}${facts.inPlaceOf.length === 0 ? '' : ` in place of ${people(facts.inPlaceOf)}`} on ${utcTime(facts.decidedAt)}`,
        `plan ${facts.plan}, digest ${facts.digest}${facts.givenInRun === null ? '' : `, given in run ${facts.givenInRun}`}`,
        `proof: ${display(facts.proof)}; compared by: ${facts.comparedBy}`,
      ];
    case 'prepared':
      return [
        `to write${facts.planOnly ? ' (plan only)' : ''}: ${groups(facts.toWrite)}`,
        ...facts.setAside.map(({ groupId, result }) => `${names.group(groupId)}: ${result}`),
      ];
    case 'written':
      return [
        `${display(facts.groupName)} (${facts.groupId}): before ${facts.before}, ${facts.outcome}${tries(facts.attempts)}`,
      ];
    case 'additions read back':
      return [`seen: ${groups(facts.seen)}; not seen: ${groups(facts.unseen)}`];
    case 'identity groups read':
      return [
        `present: ${groups(facts.present)}; missing: ${groups(facts.missing)}; task ${display(facts.task)} ${facts.taskState}`,
      ];
    case 'closing':
      return [`as ${facts.end}${facts.by.length === 0 ? '' : ` by ${people(facts.by)}`}`];
    case 'ended': {
      const counts =
        facts.outcomes === null
          ? ['what was written is not known, since what the run remembered is damaged']
          : Object.entries(facts.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
      return [
        `${facts.end}${facts.error === null ? '' : ` (${display(facts.error)})`}${counts.length === 0 ? '' : `: ${listed(counts)}`}`,
        ...(facts.identityMissing?.length ? [`still missing: ${groups(facts.identityMissing)}`] : []),
      ];
    }
  }
}

type Follows = Extract<AuditFacts, { event: 'planned' }>['follows'];

function followTexts(follows: NonNullable<Follows>, names: AuditNames): string[] {
  const of = (isMeant: boolean) =>
    follows
      .filter(({ arrives }) => arrives === isMeant)
      .map((one) => `${display(one.groupName)} (${one.groupId}, through ${names.group(one.throughGroupId)})`);
  const parts = [
    { title: 'follows', items: of(true) },
    { title: 'does not follow', items: of(false) },
  ];
  return parts.flatMap(({ title, items }) => (items.length === 0 ? [] : [`${title}: ${items.join(', ')}`]));
}

function plannedGroup({ groupId, groupName, elevated }: { groupId: string; groupName: string; elevated: boolean }) {
  return `${display(groupName)} (${groupId}${elevated ? ', elevated' : ''})`;
}

function tries(attempts: number): string {
  return attempts > 1 ? ` after ${attempts} attempts` : '';
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(', ');
}
