import { ConfigurationInvalid } from '#shared/errors.ts';
import { readArguments, USAGE, type Wish, WrongUsage } from './local/arguments.ts';
import { onInterrupt } from './local/interrupt.ts';
import { CannotStart } from './local/reasons.ts';
import { isLack, lackWithoutStage, readSettings } from './local/settings.ts';
import { tellLack } from './local/summary.ts';
import { CONFIG, given } from './local/variables.ts';
import { createScreen, type Screen, showsColour } from './story/screen.ts';

/** `npm run local`: the desk on this machine, against the systems the environment names. */
const WRONG_USAGE = 64;

async function main(screen: Screen, { ticket }: Wish): Promise<number> {
  const { env } = process;
  // Read when the logger is loaded; the lines below say what a person needs.
  env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
  screen.print('ACCESS DESK on this machine', 'title');
  screen.print();
  const config = given(env, CONFIG.name);
  if (config === undefined) {
    tellLack(screen, lackWithoutStage(env));
    return WRONG_USAGE;
  }
  const { readStageFile } = await import('#infra/stage-file.ts');
  const { stage } = readStageFile(config);
  const settings = readSettings(env, stage);
  if (isLack(settings)) {
    tellLack(screen, settings);
    return WRONG_USAGE;
  }
  // Loaded only now: a mistake in the settings need not wait for the whole desk.
  const { serve } = await import('./local/serve.ts');
  const stop = onInterrupt(() => process.exit(130));
  const code = await serve({ settings, wanted: stage.writes, ticket, screen, stop });
  if (stop.aborted) screen.say('Stopped. The same command goes on where this left off.');
  return code;
}

/** What went wrong, for the person at the terminal, and the exit code; what nobody foresaw is thrown on. */
function explain(screen: Screen, error: unknown): number {
  if (error instanceof WrongUsage) {
    screen.say(error.message, 'bad');
    screen.print();
    screen.print(USAGE);
    return WRONG_USAGE;
  }
  if (error instanceof ConfigurationInvalid) {
    for (const line of error.message.split('\n')) screen.say(line, 'bad', '    ');
    return WRONG_USAGE;
  }
  if (!(error instanceof CannotStart)) throw error;
  for (const line of error.lines) screen.say(line, 'bad');
  return error.exitCode;
}

const { stdout } = process;
// Nobody reads any more (`npm run … | head`).
stdout.on('error', () => process.exit(0));
const screen = createScreen({
  write: (text) => void stdout.write(text),
  columns: stdout.columns,
  colour: showsColour(stdout),
});
let code: number;
try {
  const wish = readArguments(process.argv.slice(2));
  if (wish.help) screen.print(USAGE);
  code = wish.help ? 0 : await main(screen, wish);
} catch (error) {
  code = explain(screen, error);
}
// Timers and connections of what was given up must not keep this process.
stdout.write('', () => process.exit(code));
