/** A time as Jira's platform API writes it: `2026-02-02T08:59:13.900+0100`, offset without a colon. */
export function jiraTime(ms: number, offsetMinutes: number): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(offsetMinutes);
  return `${local}${sign}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}

/** A time as Jira Service Management writes it: four spellings of one moment. */
export function serviceDeskTime(ms: number, offsetMinutes: number): Record<string, string | number> {
  const jira = jiraTime(ms, offsetMinutes);
  return {
    iso8601: jira.replace(/\.\d{3}/, ''),
    jira,
    friendly: jira.slice(0, 16).replace('T', ' '),
    epochMillis: ms,
  };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
