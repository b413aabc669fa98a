import { type Colleague, givenName, type Office, type PersonName, personSchema } from '../story/office/office.ts';
import type { Screen } from '../story/screen.ts';
import type { Company } from './company.ts';
import { showTicket } from './show-ticket.ts';

/** What the people of the company can be told to do. */
export const HELP = [
  ['file jira [FROM TO]', 'Rita asks that TO gets the access FROM has'],
  ['file servicenow [FROM TO]', 'the same in the service catalog'],
  ['tickets', 'every ticket with its status'],
  ['look KEY [as NAME]', 'what Rita, or somebody else, sees of a ticket or task'],
  ['approve KEY [as NAME]', 'Petra, or somebody else, says yes'],
  ['reject KEY [as NAME]', '… says no'],
  ['comment KEY TEXT [as NAME]', 'Rita, or somebody else, writes on the ticket'],
  ['finish TASK [as NAME]', 'Ines closes the identity team’s task'],
  ['sync GROUP USER', 'Entra’s sync brings a user into a group in Databricks'],
  ['groups USER', 'the groups a user truly is in, in Databricks'],
  ['quit', 'end; everything is forgotten'],
] as const;

/** A command that cannot be understood, or that the ticket system refuses; the message is for the person. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

const THOMAS = 'thomas@company.com';
const UWE = 'uwe@company.com';

/** Does what a line says, and shows what came of it. @throws CannotDo */
export function obey(company: Company, screen: Screen, line: string): void {
  const words = line.trim().split(/\s+/);
  const [verb = '', ...rest] = words;
  const command = COMMANDS[verb.toLowerCase()];
  if (command === undefined) throw new CannotDo(`There is no command ${verb}; type help.`);
  command({ company, screen, ...withoutName(rest) });
}

interface Call {
  readonly company: Company;
  readonly screen: Screen;
  readonly words: readonly string[];
  /** After `as`. */
  readonly name: PersonName | undefined;
}

const COMMANDS: Readonly<Record<string, (call: Call) => void>> = {
  help: ({ screen }) => tellHelp(screen),
  file: fileTicket,
  tickets: listTickets,
  look({ company, screen, words, name = 'rita' }) {
    const { office, key } = ticketIn(company, words);
    showTicket(
      screen,
      office,
      name,
      doing(() => office.as(name).view(key)),
    );
  },
  approve: (call) => act(call, 'petra', 'approves', (person, key) => person.decide(key, 'approve')),
  reject: (call) => act(call, 'petra', 'rejects', (person, key) => person.decide(key, 'decline')),
  comment(call) {
    const text = call.words.slice(1).join(' ');
    if (text === '') throw new CannotDo('It needs a text: comment DBX-1 to: mira.kovac@company.com');
    act(call, 'rita', 'comments on', (person, key) => person.comment(key, text));
  },
  finish: (call) => act(call, 'ines', 'closes', (person, key) => person.finish(key)),
  sync({ company: { databricks }, screen, words: [group, user] }) {
    if (group === undefined || user === undefined) throw new CannotDo(`It needs both: sync data-engineers ${UWE}`);
    doing(() => databricks.model.syncFromIdentityProvider(databricks.model.idOf(group), databricks.model.idOf(user)));
    screen.print(`${user} is in ${group} now.`);
  },
  groups({ company: { databricks }, screen, words: [user = UWE] }) {
    const groups = doing(() => databricks.model.groupsWith(databricks.model.idOf(user)));
    const names = groups.map(({ displayName }) => displayName).sort();
    screen.say(`${user} is in: ${names.join(', ')}.`, 'plain', '  ');
  },
};

function tellHelp(screen: Screen): void {
  const width = Math.max(...HELP.map(([command]) => command.length));
  for (const [command, what] of HELP) screen.entry(`  ${command.padEnd(width)}  `, what);
  screen.say(`  NAME is one of ${personSchema.options.join(', ')}.`, 'quiet', '  ');
}

function fileTicket({
  company,
  screen,
  words: [system = '', source = THOMAS, target = UWE],
  name = 'rita',
}: Call): void {
  const places = { jira: 'DBX', servicenow: 'access' } as const;
  if (system !== 'jira' && system !== 'servicenow') throw new CannotDo('Where? file jira, or file servicenow');
  const office = company.offices[system];
  const form = { summary: 'Databricks access', source, target, reason: 'Joins the data platform team' };
  const id = doing(() => office.as(name).file({ place: places[system], form }));
  screen.print(
    `${givenName(office, name)} has filed ${office.record(id)?.key}: the access of ${source} for ${target}.`,
  );
}

function listTickets({ company, screen }: Call): void {
  const keys = keysOf(company);
  if (keys.length === 0) screen.print('No tickets yet: file jira');
  for (const [office, key] of keys) {
    const record = office.record(key);
    if (record === undefined) continue;
    const tasks = record.tasks.map((task) => `; identity task ${task.key}: ${task.state}`).join('');
    screen.entry(`  ${key.padEnd(12)}  `, `${record.status}${tasks}`);
  }
}

function keysOf({ offices, jira, servicenow }: Company): (readonly [Office, string])[] {
  const issues = [...jira.site.issues.values()].filter(({ parentId }) => parentId === undefined || parentId === null);
  const items = servicenow.instance.rows('sc_req_item');
  return [
    ...issues.map(({ key }) => [offices.jira, key] as const),
    ...items.map(({ number = '' }) => [offices.servicenow, number] as const),
  ];
}

function act(call: Call, usual: PersonName, does: string, deed: (person: Colleague, key: string) => void): void {
  const { office, key } = ticketIn(call.company, call.words);
  const name = call.name ?? usual;
  doing(() => deed(office.as(name), key));
  call.screen.print(`${givenName(office, name)} ${does} ${key}.`);
}

function ticketIn({ offices }: Company, [word]: readonly string[]): { office: Office; key: string } {
  const key = word?.toUpperCase();
  if (key === undefined) throw new CannotDo('Which ticket? Type tickets to see them.');
  return { office: key.includes('-') ? offices.jira : offices.servicenow, key };
}

function withoutName(words: readonly string[]): Pick<Call, 'words' | 'name'> {
  if (words.at(-2)?.toLowerCase() !== 'as') return { words, name: undefined };
  const name = personSchema.safeParse(words.at(-1)?.toLowerCase());
  if (!name.success) throw new CannotDo(`There is nobody called ${words.at(-1)}: ${personSchema.options.join(', ')}.`);
  return { words: words.slice(0, -2), name: name.data };
}

/** What the simulated systems refuse is for the person at the prompt, not the end of the simulators. */
function doing<T>(deed: () => T): T {
  try {
    return deed();
  } catch (cause) {
    throw new CannotDo(cause instanceof Error ? cause.message : 'it failed', { cause });
  }
}
