import { ConfigurationInvalid } from '#shared/errors.ts';
import { VERSION } from '#shared/version.ts';
import { connect } from '../library.ts';
import { type Command, parseCommand } from './arguments.ts';
import { runClone } from './clone.ts';
import { runCompare } from './compare.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { explain } from './explain.ts';
import { HELP } from './help.ts';
import { Interrupted } from './interruptible.ts';
import { writeText } from './print.ts';
import { progressLine } from './progress-line.ts';
import { say } from './say.ts';
import { readSettings, type Settings } from './settings.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** Runs one command line. @returns the exit code; whatever goes wrong is said on stderr in a sentence. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const progress = progressLine(world);
  let command: Command['name'] = 'help';
  let settings: Settings | null = null;
  try {
    const parsed = parseCommand(argv);
    command = parsed.name;
    if (parsed.name === 'help') writeText(world, HELP);
    if (parsed.name === 'version') world.stdout.write(`access-desk ${VERSION}\n`);
    if (parsed.name !== 'compare' && parsed.name !== 'clone') return EXIT.done;
    settings = readSettings(parsed, world);
    const client = connect({ ...settings.connect, clock: world.clock });
    const call = { world, client, progress, identityProvider: settings.identityProvider };
    return parsed.name === 'compare' ? await runCompare(parsed, call) : await runClone(parsed, call);
  } catch (error) {
    progress.clear();
    const isUsage = error instanceof UsageError;
    const isPlain = isUsage || error instanceof Interrupted;
    const hint = isUsage ? ' See access-desk --help.' : '';
    say(world, `access-desk: ${isPlain ? error.message : explain(error, { command, settings })}${hint}`);
    if (world.env.DEBUG) say(world, stackOf(error));
    return isUsage || error instanceof ConfigurationInvalid ? EXIT.usage : EXIT.failed;
  }
}

/** With its causes; none of them holds a secret. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
