/** Ticket systems refuse or rewrite other characters, and ServiceNow can be set to refuse a name with several dots. */
function safe(ticketKey: string): string {
  return ticketKey.replace(/[^A-Za-z0-9_-]/g, '_');
}

/** Name of the attached comparison: `compare_DBX-42_r1.csv`; `compare_DBX-42_r1_p2.csv` where the run plans again. */
export function comparisonFileName(ticketKey: string, run: number, planNo = 1): string {
  return `compare_${safe(ticketKey)}_r${run}${planNo > 1 ? `_p${planNo}` : ''}.csv`;
}

/**
 * Name of the attached plan: `provisioning_plan_DBX-42_r1_0f3a9c12.csv`. The first eight digits of the digest make a
 * new plan a new file and are the marker a repeated upload is found by.
 */
export function planFileName(ticketKey: string, run: number, digest: string): string {
  return `provisioning_plan_${safe(ticketKey)}_r${run}_${safe(digest).slice(0, 8)}.csv`;
}

/** Name of the attached results, the plan's columns filled in: `provisioning_result_DBX-42_r1_0f3a9c12.csv`. */
export function resultFileName(ticketKey: string, run: number, digest: string): string {
  return `provisioning_result_${safe(ticketKey)}_r${run}_${safe(digest).slice(0, 8)}.csv`;
}

/** Name of the table on the identity team's task: `identity-steps_DBX-42_r1.csv`; of a second task `…_r1_2.csv`. */
export function identityStepsFileName(ticketKey: string, run: number, part = 1): string {
  return `identity-steps_${safe(ticketKey)}_r${run}${part > 1 ? `_${part}` : ''}.csv`;
}
