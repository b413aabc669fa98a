const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A wait as it stands: times are ISO 8601, `days` how long it may last. */
export interface Wait {
  readonly since: string;
  readonly now: string;
  readonly days: number;
}

/** A plan that is made anew gets this many days at least, however late it comes. */
const LEAST_APPROVAL_DAYS = 3;

/**
 * The wait for a decision on one plan. All plans of a run share the days of the stage, so that a request whose plan keeps
 * becoming wider does not stay open for months; the last of them still leaves its approver some days.
 * @param plan when its making began, and when that of the run's first plan did (both ISO)
 */
export function approvalWait(
  { startedAt, firstStartedAt = startedAt }: { readonly startedAt: string; readonly firstStartedAt?: string },
  days: number,
): Pick<Wait, 'since' | 'days'> {
  const gone = secondsBetween(firstStartedAt, startedAt) / DAY;
  return { since: startedAt, days: Math.max(days - gone, Math.min(days, LEAST_APPROVAL_DAYS)) };
}

/** Seconds until the approval is looked at again (a wake comes earlier): hourly for 8 hours, then every 6 hours. */
export function approvalPollSeconds(wait: Wait): number {
  return withinDeadline(wait, secondsBetween(wait.since, wait.now) < 8 * HOUR ? HOUR : 6 * HOUR);
}

/**
 * Seconds until the identity task is looked at again: every 10 minutes for 2 hours after approval or a wake (an Entra
 * provisioning cycle takes 20 to 40 minutes), hourly for a day, then every 6 hours.
 */
export function identityPollSeconds(wait: Wait & { readonly wokenAt?: string | null }): number {
  const quiet = Math.min(secondsBetween(wait.since, wait.now), secondsBetween(wait.wokenAt ?? wait.since, wait.now));
  if (quiet < 2 * HOUR) return withinDeadline(wait, 10 * MINUTE);
  return withinDeadline(wait, quiet < DAY ? HOUR : 6 * HOUR);
}

/** True once what the identity team did must show in Databricks: 2 hours after it said so. */
export function expectedByNow(closedAt: string, now: string): boolean {
  return secondsBetween(closedAt, now) >= 2 * HOUR;
}

/** Seconds until the target is looked for again: hourly for a day, then every 6 hours. */
export function targetPollSeconds(wait: Wait): number {
  return withinDeadline(wait, secondsBetween(wait.since, wait.now) < DAY ? HOUR : 6 * HOUR);
}

/** Seconds until it is looked again whether earlier requests for the same pair have ended: hourly for a day, then every 6 hours. */
export function turnPollSeconds(wait: Wait): number {
  return targetPollSeconds(wait);
}

/**
 * Days a request waits for earlier ones for the same pair: as many as one of them may take from its plan to its end. An
 * execution lasts a year at most, and has its own waits before and after.
 */
export function turnWaitDays(timeouts: { readonly approvalDays: number; readonly identityDays: number }): number {
  return Math.min(timeouts.approvalDays + timeouts.identityDays, MOST_TURN_DAYS);
}
const MOST_TURN_DAYS = 60;

/** True when the wait has lasted its days. */
export function expired(wait: Wait): boolean {
  return secondsLeft(wait) <= 0;
}

/** ISO time at which the wait ends. */
export function deadline({ since, days }: Pick<Wait, 'since' | 'days'>): string {
  return new Date(Date.parse(since) + days * DAY * 1000).toISOString();
}

/** No poll sleeps past the deadline; a Wait state needs at least one second. */
function withinDeadline(wait: Wait, seconds: number): number {
  return Math.max(1, Math.min(seconds, Math.ceil(secondsLeft(wait))));
}

function secondsLeft({ since, now, days }: Wait): number {
  return days * DAY - secondsBetween(since, now);
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
