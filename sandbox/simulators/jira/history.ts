import type { Site } from './site.ts';
import type { HistoryEntry, HistoryItem, Issue } from './ticket.ts';

/** Marks the ticket as changed now. */
export function touch(site: Site, issue: Issue): void {
  issue.updated = site.now();
  issue.changedAt.push(issue.updated);
}

/** Writes one changelog entry and marks the ticket as changed. Ids grow with time, as in Jira. */
export function record(site: Site, issue: Issue, author: string, items: HistoryItem[]): HistoryEntry {
  const entry = { id: site.nextId('change'), author, created: site.now(), items };
  issue.history.push(entry);
  touch(site, issue);
  return entry;
}

/** One item of the changelog for a field Jira brings itself. `from` and `to` are ids, null where the field has none. */
export function systemChange(
  fieldId: string,
  before: { readonly id: string | null; readonly text: string | null },
  after: { readonly id: string | null; readonly text: string | null },
  field = fieldId,
): HistoryItem {
  return {
    field,
    fieldtype: 'jira',
    fieldId,
    from: before.id,
    fromString: before.text,
    to: after.id,
    toString: after.text,
  };
}
