import { type Client, compare } from '../library.ts';
import type { CompareCommand } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { printComparison } from './print.ts';
import type { ProgressLine } from './progress-line.ts';
import type { World } from './world.ts';

/** What a command works with. */
export interface Call {
  readonly world: World;
  readonly client: Client;
  readonly progress: ProgressLine;
  readonly identityProvider: string;
}

/** `--compare A B`. */
export async function runCompare(command: CompareCommand, call: Call): Promise<ExitCode> {
  const { world, client, progress, identityProvider } = call;
  const { a, b, scanUc, format } = command;
  const compared = await compare(client, a, b, { scanUc, identityProvider, onProgress: progress.show });
  progress.clear();
  if (scanUc && compared.plan === null) world.stderr.write('note: --scan-uc does nothing where a group is compared.\n');
  printComparison(world, compared, format, identityProvider);
  return EXIT.done;
}
