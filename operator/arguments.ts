import { parseArgs } from 'node:util';

export const COMMANDS = ['list', 'show', 'retry', 'pause', 'resume', 'plan-only'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** No line is wider than 78 characters. */
export const USAGE = `npm run --silent requests -- COMMAND

  list             open requests: where each stands and since when
  show TICKET      one request: what it asks, plan, approval, what was written
  retry TICKET     opens a new run for a request that ended, a failed one
                   mostly; asks no second approval for what was approved
  pause            nothing more is written anywhere, from the next chunk on
  plan-only        everything but memberships in Databricks
  resume           everything

TICKET is a reference, as the ticket, the log and the execution say it
(jira-10542-1, or without the run: jira-10542), or the key of a ticket whose
request is open (DBX-12).

  --stage FILE     the stage of this file on AWS, with the credentials and the
                   region of the environment; without it, the store of
                   npm run local (ACCESS_DESK_FOLDER, default .local)
  --json           list and show: for programs

Exit code: 0 done   1 not possible   64 wrong usage
`;

export interface Wish {
  readonly command: CommandName;
  /** What `show` and `retry` are about. */
  readonly ticket: string;
  readonly stageFile: string | null;
  readonly json: boolean;
}

/** Wrong usage, with what is wrong about it. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/**
 * Reads the command line; null asks for the help.
 * @throws WrongUsage
 */
export function readWish(args: readonly string[]): Wish | null {
  const { values, positionals } = parsed(args);
  if (values.help === true) return null;
  const [name, ticket = '', ...more] = positionals;
  const command = COMMANDS.find((one) => one === name);
  if (command === undefined)
    throw new WrongUsage(name === undefined ? 'Say what to do.' : `"${name}" is no command of this.`);
  const needsTicket = command === 'show' || command === 'retry';
  if (needsTicket && ticket === '') throw new WrongUsage(`${command} needs a ticket: its reference or its key.`);
  if (more.length > 0 || (!needsTicket && ticket !== ''))
    throw new WrongUsage(`"${more[0] ?? ticket}" is too much after ${command}.`);
  return { command, ticket, stageFile: values.stage ?? null, json: values.json ?? false };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { stage: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new WrongUsage(cause instanceof Error ? cause.message : 'unknown option', { cause });
  }
}
