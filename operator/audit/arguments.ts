import { parseArgs } from 'node:util';
import { WrongUsage } from '../arguments.ts';

/** No line is wider than 78 characters. */
export const USAGE = `npm run --silent audit -- COMMAND

  export [--ticket TICKET]    audit records as JSON lines; one, or all
  verify FILE [--head HASH]   proves an export, or names its first break;
                              --head: the hash the ticket's end message has,
                              repeatable
  find [FILE] QUESTION        records that answer it, their entries in words:
       --person WHO           who asked, gave, received, approved or ended it
       --approver WHO         whose yes it was, counted or not
       --group GROUP          exact name or id
       --ticket TICKET        one record
  forget --person WHO --yes   deletes names and addresses; the records stay

TICKET is a key such as DBX-12, a record (jira-10542) or a reference
(jira-10542-1). WHO is an e-mail address, a user name or an account id.
Looking for a person takes the keys of the secret pseudonymSecret: of the
stage or the local store, or for a FILE from ACCESS_DESK_PSEUDONYM_KEYS.

  --stage FILE                the stage of this file on AWS, with the
                              credentials and region of the environment;
                              without it, the store of npm run local

Exit code: 0 done, intact   1 broken, not found, not possible   64 wrong usage
`;

export interface Question {
  readonly by: 'person' | 'approver' | 'group' | 'ticket';
  readonly text: string;
}

export type AuditWish =
  | { readonly command: 'export'; readonly ticket: string | null; readonly stageFile: string | null }
  | { readonly command: 'verify'; readonly file: string; readonly heads: readonly string[] }
  | {
      readonly command: 'find';
      readonly question: Question;
      /** Null: the store. */
      readonly file: string | null;
      readonly stageFile: string | null;
    }
  | { readonly command: 'forget'; readonly person: string; readonly stageFile: string | null };

const QUESTIONS = ['person', 'approver', 'group', 'ticket'] as const;
const HEAD = /^[0-9a-f]{64}$/;

/**
 * Reads the command line; null asks for the help.
 * @throws WrongUsage
 */
export function readAuditWish(args: readonly string[]): AuditWish | null {
  const { values, positionals } = parsed(args);
  if (values.help === true) return null;
  const [command, file = null, ...more] = positionals;
  if (more.length > 0) throw new WrongUsage(`"${more[0]}" is too much after ${command}.`);
  const stageFile = values.stage ?? null;
  const asked = QUESTIONS.flatMap((by) => {
    const text = values[by]?.trim();
    if (text === '') throw new WrongUsage(`--${by} is empty.`);
    return text === undefined ? [] : [{ by, text }];
  });
  const only = (...flags: readonly string[]) => {
    const given = Object.keys(values).filter((flag) => !flags.includes(flag));
    if (given.length > 0) throw new WrongUsage(`--${given[0]} does not go with ${command}.`);
  };
  switch (command) {
    case 'export':
      only('ticket', 'all', 'stage');
      if (file !== null) throw new WrongUsage(`"${file}" is too much after export; it writes to stdout.`);
      if (values.all && values.ticket !== undefined) throw new WrongUsage('--all and --ticket: give one of them.');
      return { command, ticket: asked[0]?.text ?? null, stageFile };
    case 'verify': {
      only('head');
      if (file === null) throw new WrongUsage('verify needs the file of an export.');
      const heads = (values.head ?? []).map((head) => head.trim().toLowerCase());
      const wrong = heads.find((head) => !HEAD.test(head));
      if (wrong !== undefined)
        throw new WrongUsage(`--head ${wrong}: it has 64 digits of 0-9 and a-f, as on the ticket.`);
      return { command, file, heads };
    }
    case 'find': {
      only(...QUESTIONS, 'stage');
      const [question, ...others] = asked;
      if (question === undefined || others.length > 0)
        throw new WrongUsage('find needs one of --person, --approver, --group and --ticket.');
      if (file !== null && stageFile !== null) throw new WrongUsage('A FILE and --stage: give one of them.');
      return { command, question, file, stageFile };
    }
    case 'forget':
      only('person', 'yes', 'stage');
      if (file !== null || values.person === undefined) throw new WrongUsage('forget needs --person, and no file.');
      if (!values.yes) throw new WrongUsage('forget deletes for good: add --yes.');
      return { command, person: values.person, stageFile };
    default:
      throw new WrongUsage(command === undefined ? 'Say what to do.' : `"${command}" is no command of this.`);
  }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ ticket: text, person: text, approver: text, group: text, stage: text },
        ...{ head: { type: 'string', multiple: true }, all: flag, yes: flag, help: { ...flag, short: 'h' } },
      },
    });
  } catch (cause) {
    throw new WrongUsage(cause instanceof Error ? cause.message : 'unknown option', { cause });
  }
}
