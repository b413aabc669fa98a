import { executionName, type RunKey, runKeySchema } from '#shared/domain/run.ts';
import { DeskError, StepInputInvalid, Unexpected } from '#shared/errors.ts';
import type { Log } from '#shared/ports/log.ts';
import { CONTRACTS, type StepName } from '#shared/steps.ts';
import type { Step, StepPorts, Surroundings } from './ports.ts';

/**
 * Runs one step: parses the input, calls the step, parses the output. What goes wrong is remembered for the ticket
 * (facts), logged with the reference number, and thrown on without anything personal in it.
 * @throws DeskError only: every other error is a bug and leaves as Unexpected
 */
export async function runStep<S extends StepName>(
  name: S,
  step: Step<S>,
  ports: StepPorts<S> & StepPorts<'ReadRequest'>,
  event: unknown,
): Promise<unknown> {
  const { input, output } = CONTRACTS[name];
  const key = runKeySchema.safeParse(event);
  const reference = key.success ? referenceOf(key.data) : 'none';
  try {
    const parsed = input.safeParse(event);
    if (!parsed.success) throw new StepInputInvalid({ step: name, problem: 'not its input' }, { cause: parsed.error });
    return output.parse(await step(withLog(ports, { step: name, reference }))(parsed.data));
  } catch (error) {
    const failure = error instanceof DeskError ? error : new Unexpected({ cause: error });
    await remember(name, ports, key.success ? key.data : null, reference, failure);
    throw withoutTrace(failure);
  }
}

/** Number a person can name and an operator can search for: execution, log lines and ticket carry the same. */
export function referenceOf(key: RunKey): string {
  return executionName(key);
}

/** The same ports, whose log says in each line which run it is about. They are built when first used, so none is read here. */
function withLog<P extends Pick<Surroundings, 'log'>>(ports: P, about: Readonly<Record<string, string>>): P {
  const { log } = ports;
  const line =
    (level: keyof Log): Log[typeof level] =>
    (message, facts) =>
      log[level](message, { ...about, ...facts });
  const value: Log = { info: line('info'), warn: line('warn'), error: line('error') };
  return Object.create(ports, { log: { value } });
}

async function remember(
  step: StepName,
  { store, clock, log }: StepPorts<'ReadRequest'>,
  key: RunKey | null,
  reference: string,
  failure: DeskError,
): Promise<void> {
  log.error('step failed', { step, reference, error: failure.name, family: failure.family, cause: causeOf(failure) });
  if (key === null || (TELLING_STEPS.has(step) && failure.family === 'tryAgain')) return;
  try {
    const facts = Object.fromEntries(Object.entries(failure.facts).map(([name, fact]) => [name, plain(fact)]));
    const at = clock.now().toISOString();
    await store.writeSection(key, 'failure', { error: failure.name, step, reference, facts, at });
  } catch (storeFailure) {
    // The error that matters is the step's own; without the store the ticket hears of it only in general terms.
    log.error('failure not remembered', {
      step,
      reference,
      error: storeFailure instanceof Error ? storeFailure.name : 'unknown',
    });
  }
}

/** They tell of the failure an earlier step left: while they are tried again, that one must stay. */
const TELLING_STEPS: ReadonlySet<StepName> = new Set(['TellRequester', 'ReportFailure']);

function plain(fact: DeskError['facts'][string]): string | number | boolean | null | string[] {
  return typeof fact === 'object' && fact !== null ? [...fact] : (fact ?? null);
}

/** Kind and place of the cause. Its message stays out: it may quote a name, an address or an answer. */
function causeOf({ cause }: Error): string {
  if (!(cause instanceof Error)) return 'none';
  const place = cause.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${cause.name} ${place?.trim() ?? ''}`.trim();
}

/**
 * Step Functions keeps the stack of a thrown error in the state's payload; the log has it already. Lambda's runtime logs
 * every enumerable property of a thrown error, and facts hold what people wrote.
 */
function withoutTrace(failure: DeskError): DeskError {
  Object.defineProperty(failure, 'facts', { enumerable: false });
  failure.stack = `${failure.name}: ${failure.message}`;
  return failure;
}
