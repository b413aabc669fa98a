import * as z from 'zod';

/** A time as ServiceNow stores it, UTC without saying so: `2026-01-01 09:00:00`. */
export function toServiceNowTime(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** The same as it comes back in raw mode; ISO 8601 in UTC. */
export const timeSchema = z.string().transform((text, context) => {
  const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  context.addIssue({ code: 'custom', message: 'no time' });
  return z.NEVER;
});
