const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A moment as every message writes it: `7 Dec 2026 17:00 UTC`. No locale and no time zone of a reader is guessed, so
 * the same moment reads the same in the ticket, in a mail and in a screenshot.
 * @param iso ISO 8601 with offset; a text that is no time is returned as it is, since a message must still be written
 */
export function utcTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const clock = at.toISOString().slice(11, 16);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${clock} UTC`;
}
