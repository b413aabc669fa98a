import { reasonLine } from '#shared/report/one-line.ts';
import { compare } from '../library.ts';
import type { CompareCommand } from './arguments.ts';
import type { Call } from './call.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { interruptible } from './interruptible.ts';
import { printComparison } from './print.ts';
import { say } from './say.ts';

/** `--compare A B`. */
export async function runCompare(command: CompareCommand, call: Call): Promise<ExitCode> {
  const { world, client, progress, identityProvider } = call;
  const { a, b, scanUc, format } = command;
  const options = { scanUc, identityProvider, onProgress: progress.show };
  const compared = await interruptible(call, (signal) => compare(client, a, b, { ...options, signal }));
  progress.clear();
  if (scanUc && compared.plan === null) say(world, 'note: --scan-uc does nothing where a group is compared.');
  for (const { what, reason, hides } of compared.gaps) {
    if (hides) say(world, `note: groups may be missing here: ${reasonLine(what)}: ${reasonLine(reason)}.`);
  }
  printComparison(world, compared, format, identityProvider);
  return EXIT.done;
}
