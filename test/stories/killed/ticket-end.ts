/** What anybody can see of a ticket or child ticket at the end of a story. */
export interface TicketEnd {
  readonly summary: string;
  readonly status: string;
  readonly moves: readonly string[];
  readonly comments: readonly string[];
  readonly files: readonly string[];
  readonly approvals: readonly string[];
}

/** Without what a death may move: times, and the hash of an audit record, which holds them. */
export function withoutChance(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d UTC/g, '<time>')
    .replace(/(Audit record \S+,)\s+[0-9a-f]{64}/g, '$1 <hash>');
}
