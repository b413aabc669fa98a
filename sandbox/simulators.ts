import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CannotDo, obey } from './company/commands.ts';
import { type Company, openCompany } from './company/company.ts';
import { companyEnvironment, shellLines } from './company/environment.ts';
import { createScreen, type Screen, showsColour } from './story/screen.ts';

/** `npm run simulators`: the example company in real time, for `npm run local` to work against. */
const WRONG_USAGE = 64;
const DATABRICKS_PORT = 8701;
const DESK_PORT = 8787;
/** Reads of the real Databricks are served from caches up to a minute old; a person who tries it need not wait so long. */
const LAG_SECONDS = 5;

const FOLDER = '.local';
const ENVIRONMENT_FILE = `${FOLDER}/simulators.env`;
const STAGE_FILE = `${FOLDER}/simulators-stage.json`;

const USAGE = `npm run simulators                  Databricks, Jira and ServiceNow, simulated, on
                                    ports ${DATABRICKS_PORT}, ${DATABRICKS_PORT + 1} and ${DATABRICKS_PORT + 2}
npm run simulators -- --port 9000   on 9000, 9001 and 9002; 0 takes any free ports
npm run simulators -- --lag 0       how many seconds Databricks reads lag behind;
                                    default ${LAG_SECONDS}
PORT says where the desk listens for webhooks; default ${DESK_PORT}.
`;

interface Wish {
  readonly port: number;
  readonly lagMs: number;
  readonly deskPort: number;
}

function readWish(args: readonly string[]): Wish | null {
  try {
    const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, lag: { type: 'string' } } });
    const { port = String(DATABRICKS_PORT), lag = String(LAG_SECONDS) } = values;
    const deskPort = process.env.PORT ?? String(DESK_PORT);
    const numbers = [port, lag, deskPort];
    if (numbers.some((text) => !/^\d{1,5}$/.test(text) || Number(text) > 65_535)) return null;
    return { port: Number(port), lagMs: Number(lag) * 1000, deskPort: Number(deskPort) };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Leaves stage file and environment where the desk finds them, and returns the variables. */
function leaveFiles(company: Company, deskPort: number): Record<string, string> {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  // The systems begin anew with every start, and their ids with them: so must what a desk remembers of them.
  const folder = `${FOLDER}/simulated-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}`;
  const environment = companyEnvironment(company.stage, { stageFile: STAGE_FILE, folder, deskPort });
  writeFileSync(STAGE_FILE, `${JSON.stringify(company.stage, null, 2)}\n`);
  writeFileSync(ENVIRONMENT_FILE, `${shellLines(environment).join('\n')}\n`);
  return environment;
}

function introduce(screen: Screen, company: Company, environment: Readonly<Record<string, string>>): void {
  screen.print('THE EXAMPLE COMPANY, simulated on this machine', 'title');
  screen.print();
  for (const [name, { url }] of [
    ['Databricks', company.databricks],
    ['Jira', company.jira],
    ['ServiceNow', company.servicenow],
  ] as const) {
    screen.entry(`  ${name.padEnd(12)}`, url);
  }
  screen.print();
  screen.print('A desk for it, in another terminal:', 'strong');
  screen.print(`  set -a; . ${ENVIRONMENT_FILE}; set +a`);
  screen.print('  npm run local');
  screen.print();
  screen.print('The same by hand:', 'strong');
  for (const line of shellLines(environment)) screen.print(`  export ${line}`, 'quiet');
  screen.print();
  screen.print('Now play the people: type help, or begin with: file jira', 'strong');
}

function listen(company: Company, screen: Screen): void {
  const { stdin, stdout } = process;
  const isTerminal = stdin.isTTY === true;
  const prompt = createInterface({ input: stdin, ...(isTerminal && { output: stdout, prompt: '> ' }) });
  const leave = () => void company.close().then(() => process.exit(0));
  prompt.on('line', (line) => {
    if (line.trim().toLowerCase() === 'quit') return leave();
    try {
      if (line.trim() !== '') obey(company, screen, line);
    } catch (error) {
      if (!(error instanceof CannotDo)) throw error;
      screen.say(error.message, 'bad');
    }
    if (isTerminal) prompt.prompt();
  });
  // Without a terminal the end of the input says nothing: `npm run simulators &` goes on.
  if (isTerminal) prompt.on('close', leave).prompt();
  process.on('SIGINT', leave).on('SIGTERM', leave);
}

const { stdout } = process;
// Nobody reads any more (`npm run … | head`).
stdout.on('error', () => process.exit(0));
const screen = createScreen({
  write: (text) => void stdout.write(text),
  columns: stdout.columns,
  colour: showsColour(stdout),
});
const wish = readWish(process.argv.slice(2));
if (wish === null) {
  process.stderr.write(USAGE);
  process.exitCode = WRONG_USAGE;
} else {
  try {
    const company = await openCompany(wish);
    introduce(screen, company, leaveFiles(company, wish.deskPort));
    listen(company, screen);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    screen.say(`A port from ${wish.port} on is taken: are other simulators running? Or choose: --port 9000`, 'bad');
    process.exit(1);
  }
}
