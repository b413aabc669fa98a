import { ConfigurationInvalid, DeskError, DeskUnavailable } from '#shared/errors.ts';
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
  // Nobody reads any more (`npm run … | head`); else what was asked for is not all there, such as on a full disk.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    stderr.write(`The output could not be written: ${error.message}\n`);
    process.exit(FAILED);
  });
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
    // Mostly a permission that is missing: an operator has to know which.
    const why = error instanceof DeskUnavailable && error.cause instanceof Error ? ` (${error.cause.name})` : '';
    terminal.complain(`${error.message}${why}`);
    if (error instanceof WrongUsage) stderr.write(`\n${usage}`);
    const isUsage = error instanceof WrongUsage || error instanceof ConfigurationInvalid;
    process.exitCode = isUsage ? WRONG_USAGE : FAILED;
  }
}
