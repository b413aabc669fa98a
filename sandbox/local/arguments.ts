import { parseArgs } from 'node:util';

export const USAGE = `npm run local                    serves every ticket the stage file names
npm run local -- --ticket KEY    serves one ticket (DBX-12, RITM0012345) and
                                 ends with it: exit code 0 done, 1 otherwise

It needs these variables in the environment; docs/local.md says where to find
each value:
  ACCESS_DESK_CONFIG     path of a stage file
  DATABRICKS_HOST, DATABRICKS_ACCOUNT_ID,
  DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET
and those of one ticket system, or of both:
  JIRA_BASE_URL, JIRA_EMAIL, JIRA_API_TOKEN
  SERVICENOW_INSTANCE_URL, SERVICENOW_CLIENT_ID, SERVICENOW_CLIENT_SECRET
`;

/** What the command line asks for. */
export interface Wish {
  /** Key or number of the one ticket to serve; null for all. */
  readonly ticket: string | null;
  readonly help: boolean;
}

/** Wrong usage, with what is wrong about it. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** Keys of Jira issues (`DBX-12`) and numbers of ServiceNow items (`RITM0012345`), in capitals. */
const TICKET = /^([A-Z][A-Z0-9_]+-\d+|[A-Z]{2,8}\d{5,12})$/;

/** @throws WrongUsage */
export function readArguments(args: readonly string[]): Wish {
  const { ticket, help = false } = parse(args);
  if (ticket === undefined) return { ticket: null, help };
  const key = ticket.trim().toUpperCase();
  if (TICKET.test(key)) return { ticket: key, help };
  throw new WrongUsage(
    `--ticket ${ticket}: this is neither a Jira key (DBX-12) nor a ServiceNow number (RITM0012345).`,
  );
}

function parse(args: readonly string[]): { ticket?: string | undefined; help?: boolean | undefined } {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: { ticket: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (cause) {
    throw new WrongUsage(cause instanceof Error ? cause.message : 'unknown option', { cause });
  }
}
