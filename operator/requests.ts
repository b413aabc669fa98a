import { ConfigurationInvalid, DeskError } from '#shared/errors.ts';
import { readWish, USAGE, type Wish, WrongUsage } from './arguments.ts';
import { OutOfReach, type Reach } from './reach.ts';
import { runCommand } from './run-command.ts';
import { terminalOf } from './terminal.ts';

/** `npm run requests`: what an operator looks at and changes, in the local store or in a stage on AWS. */
const FAILED = 1;
const WRONG_USAGE = 64;
const DEFAULT_FOLDER = '.local';

const { stdout, stderr } = process;
// Nobody reads any more (`npm run … | head`).
stdout.on('error', () => process.exit(0));
const terminal = terminalOf({
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  columns: stdout.columns,
});

async function main(args: readonly string[]): Promise<number> {
  const wish = readWish(args);
  if (wish === null) {
    stdout.write(USAGE);
    return 0;
  }
  const reach = await reachFor(wish);
  try {
    return await runCommand(reach, terminal, wish);
  } finally {
    await reach.close();
  }
}

/** Each way is loaded only where it is taken: one brings the AWS names, the other a database. */
async function reachFor({ stageFile }: Wish): Promise<Reach> {
  if (stageFile !== null) return (await import('./reach-stage.ts')).reachStage(stageFile);
  const folder = process.env.ACCESS_DESK_FOLDER?.trim() || DEFAULT_FOLDER;
  return (await import('./reach-folder.ts')).reachFolder(folder);
}

function explain(error: unknown): number {
  if (error instanceof WrongUsage) {
    terminal.complain(error.message);
    stderr.write(`\n${USAGE}`);
    return WRONG_USAGE;
  }
  if (!(error instanceof OutOfReach || error instanceof DeskError)) throw error;
  terminal.complain(error.message);
  return error instanceof ConfigurationInvalid ? WRONG_USAGE : FAILED;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}
