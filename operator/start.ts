import { ConfigurationInvalid, DeskError } from '#shared/errors.ts';
import { WrongUsage } from './arguments.ts';
import { OutOfReach } from './reach.ts';
import { type Terminal, terminalOf } from './terminal.ts';

const FAILED = 1;
const WRONG_USAGE = 64;

/** Runs a command of an operator: its exit code becomes the process's, what went wrong is said in a sentence. */
export async function start(
  usage: string,
  command: (terminal: Terminal, args: readonly string[]) => Promise<number | 'help'>,
): Promise<void> {
  const { stdout, stderr } = process;
  // Nobody reads any more (`npm run … | head`).
  stdout.on('error', () => process.exit(0));
  const terminal = terminalOf({
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: stdout.columns,
  });
  try {
    const code = await command(terminal, process.argv.slice(2));
    if (code === 'help') stdout.write(usage);
    process.exitCode = code === 'help' ? 0 : code;
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof OutOfReach || error instanceof DeskError)) throw error;
    terminal.complain(error.message);
    if (error instanceof WrongUsage) stderr.write(`\n${usage}`);
    const isUsage = error instanceof WrongUsage || error instanceof ConfigurationInvalid;
    process.exitCode = isUsage ? WRONG_USAGE : FAILED;
  }
}
