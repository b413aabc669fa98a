import { display, nameWithId } from '#shared/domain/display.ts';
import { accessSummary } from '#shared/report/access-summary.ts';
import type { Results } from '#shared/report/results.ts';
import { type AccessPlan, type AppliedAction, applyPlan, buildPlan } from '../library.ts';
import { newReceipt, receiptName } from '../receipt.ts';
import type { CloneCommand } from './arguments.ts';
import type { Call } from './call.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { interruptible } from './interruptible.ts';
import { keepReceipt } from './keep-receipt.ts';
import { printPlan } from './print.ts';
import { say } from './say.ts';
import { UsageError } from './usage-error.ts';
import type { World } from './world.ts';

/** Stands where a ticket's key would, in Databricks' audit log. */
const REFERENCE = 'command-line';

/** `--clone-from A --to B`, with or without `--apply`. */
export async function runClone(command: CloneCommand, call: Call): Promise<ExitCode> {
  const { world, client, progress, identityProvider } = call;
  const { from: source, to: target, without, scanUc, format } = command;
  const asks = command.apply && !command.yes && world.stdinIsTerminal;
  if (asks && !world.stderr.isTerminal) {
    throw new UsageError('--apply asks before it writes, and stderr is no terminal to ask on: pass --yes.');
  }
  if (command.receipt !== undefined && world.readFile(command.receipt) !== null) {
    throw new UsageError(
      `--receipt ${command.receipt}: there is such a file already; it may be the record of another run.`,
    );
  }
  const wish = { source, target, without, scanUc, identityProvider, onProgress: progress.show };
  const built = await interruptible(call, (signal) => buildPlan(client, { ...wish, signal }));
  progress.clear();
  const report = { plan: built.plan, format, identityProvider };
  const { word, reasons } = built.plan.verdict;
  if (word === 'LOOK CLOSER') say(world, `note: look closer: ${reasons.join('; ')}.`);

  const nothing = built.databricksActions.length === 0;
  if (!command.apply || nothing) {
    printPlan(world, { ...report, mode: 'dry run', results: new Map() });
    return EXIT.done;
  }
  if (asks && !(await agreed(world, built))) {
    printPlan(world, { ...report, mode: 'dry run', results: new Map() });
    say(world, 'Nothing was written.');
    return EXIT.failed;
  }
  const applied = await apply(built, command, call, (results) => {
    printPlan(world, { ...report, mode: 'applied', results });
  });
  return applied.every(({ error }) => error === null) ? EXIT.done : EXIT.partly;
}

/** The first Ctrl-C ends the writing, not the report of what was written. The receipt is named last, whatever happens. */
async function apply(
  built: AccessPlan,
  { receipt }: CloneCommand,
  { world, client, progress }: Call,
  report: (results: Results) => void,
): Promise<AppliedAction[]> {
  const stop = new AbortController();
  const halt = () => {
    progress.clear();
    stop.abort();
  };
  const startedAt = world.clock.now();
  const path = receipt ?? receiptName(built.digest, startedAt);
  const keeper = keepReceipt(world, path, newReceipt(client, built, startedAt), halt);
  const undo = world.onInterrupt(() => {
    halt();
    say(world, 'Stopping; a write that was sent is waited for …');
  });
  const options = { reference: REFERENCE, signal: stop.signal, onProgress: progress.show, onOutcome: keeper.note };
  try {
    const applied = await applyPlan(client, built, options);
    progress.clear();
    keeper.close(stop.signal.aborted ? 'interrupted' : 'finished');
    report(new Map(applied.map(({ group, outcome }) => [group.id, outcome])));
    return applied;
  } catch (error) {
    keeper.close('interrupted');
    throw error;
  } finally {
    undo();
    progress.clear();
    keeper.tell();
  }
}

async function agreed(world: World, { plan, databricksActions }: AccessPlan): Promise<boolean> {
  const lines = databricksActions.map((action) => {
    const opened = accessSummary(action, display);
    return `    + ${display(action.group.name)}${opened === '' ? '' : `  [${opened}]`}`;
  });
  const title = `${nameWithId(plan.target)} is to be added to ${lines.length} Databricks group(s):`;
  say(world, [title, ...lines].join('\n'));
  return /^\s*y(es)?\s*$/i.test(await world.ask('Write them? [y/N] '));
}
