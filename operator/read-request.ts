import { type StoredResult, storedResults } from '#functions/common/results.ts';
import { type Progress, progressOf } from '#shared/domain/progress.ts';
import { executionName, type RunKey, type SectionName, type Sections } from '#shared/domain/run.ts';
import type { TicketRecord } from '#shared/ports/request-store.ts';
import type { Reach } from './reach.ts';

/** What a run remembers that is shown; the rest tells only where it stands. */
type Shown =
  | 'ticket'
  | 'request'
  | 'plan'
  | 'decision'
  | 'approval'
  | 'additions'
  | 'identityTask'
  | 'identity'
  | 'failure';
type Remembered = { readonly [K in Shown]: Sections[K] | null };

/** One run as the store has it. */
export interface RequestRead extends Remembered {
  readonly reference: string;
  readonly key: RunKey;
  readonly progress: Progress;
  /** False where a later run of the ticket exists, or this one has ended. */
  readonly open: boolean;
  /** The last end of the ticket, where it is of this run. */
  readonly lastEnd: TicketRecord['lastEnd'];
  /** Null for all but the ticket's latest run. */
  readonly openedAt: string | null;
  readonly results: readonly StoredResult[];
  /** Null where no state machine can be asked. */
  readonly running: boolean | null;
}

/** The run people mean by a ticket: the open one, else the last that ended with a word; later ones found nothing new. */
export function runMeant(record: TicketRecord): number {
  return record.open ? record.run : (runThatEnded(record) ?? record.run);
}

/** The run the last end is of; it is not told where it was kept before runs were. */
function runThatEnded({ run, open, lastEnd }: TicketRecord): number | null {
  return lastEnd === null || (lastEnd.run === null && open) ? null : (lastEnd.run ?? run);
}

/** Reads what is remembered of a run, and whether its execution is running. */
export async function readRequest(
  { store, stage, workflow }: Pick<Reach, 'store' | 'stage' | 'workflow'>,
  key: RunKey,
  record: TicketRecord,
): Promise<RequestRead> {
  const isLatest = record.run === key.run;
  const read = <K extends SectionName>(name: K) => store.readSection(key, name);
  const results = await storedResults({ store }, key);
  const [ticket, plan, decision, approval] = [
    await read('ticket'),
    await read('plan'),
    await read('decision'),
    await read('approval'),
  ];
  const [additions, identityTask, identity] = [
    await read('additions'),
    await read('identityTask'),
    await read('identity'),
  ];
  const shown = { ticket, plan, decision, approval, additions, identityTask, identity };
  const memory = {
    ...shown,
    results: results.map(({ result }) => result),
    targetWait: await read('targetWait'),
    turnWait: await read('turnWait'),
    principals: await read('principals'),
    identityWait: await read('identityWait'),
    halted: await read('halted'),
    closing: await read('closing'),
  };
  return {
    ...shown,
    reference: executionName(key),
    key,
    progress: progressOf(memory, stage.timeouts),
    request: await read('request'),
    failure: await read('failure'),
    open: isLatest && record.open,
    lastEnd: runThatEnded(record) === key.run ? record.lastEnd : null,
    openedAt: isLatest ? record.openedAt : null,
    results,
    running: workflow === null ? null : await workflow.isRunning(executionName(key)),
  };
}
