/** A time as the database keeps it: UTC, seconds, `2026-01-01 09:00:00`. */
export function databaseTime(ms: number, offsetMinutes = 0): string {
  return new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Milliseconds of a time of the database. */
export function fromDatabaseTime(time: string): number {
  return Date.parse(isoTime(time));
}

/** As a webhook's `timestamp` gives it: `2026-01-01T09:00:00Z`. */
export function isoTime(time: string): string {
  return `${time.replace(' ', 'T')}Z`;
}
