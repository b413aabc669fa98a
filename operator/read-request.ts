import { type StoredResult, storedResults } from '#functions/common/results.ts';
import { executionName, type RunKey, type SectionName, type Sections } from '#shared/domain/run.ts';
import type { TicketRecord } from '#shared/ports/request-store.ts';
import type { Reach } from './reach.ts';

type Shown =
  | 'ticket'
  | 'request'
  | 'targetWait'
  | 'turnWait'
  | 'principals'
  | 'plan'
  | 'decision'
  | 'approval'
  | 'halted'
  | 'additions'
  | 'identityTask'
  | 'identityWait'
  | 'identity'
  | 'failure';

type Remembered = { readonly [K in Shown]: Sections[K] | null };

/** One run as the store has it. */
export interface RequestRead extends Remembered {
  readonly reference: string;
  readonly key: RunKey;
  /** False where a later run of the ticket exists, or this one has ended. */
  readonly open: boolean;
  /** The last end of the ticket, where it is of this run. */
  readonly lastEnd: TicketRecord['lastEnd'];
  readonly openedAt: string | null;
  readonly results: readonly StoredResult[];
  /** Null where no state machine can be asked. */
  readonly running: boolean | null;
}

/** Reads what is remembered of a run, and whether its execution is running. */
export async function readRequest(
  { store, workflow }: Pick<Reach, 'store' | 'workflow'>,
  key: RunKey,
  record: TicketRecord,
): Promise<RequestRead> {
  const isLatest = record.run === key.run;
  const read = <K extends SectionName>(name: K) => store.readSection(key, name);
  return {
    reference: executionName(key),
    key,
    ticket: await read('ticket'),
    request: await read('request'),
    targetWait: await read('targetWait'),
    turnWait: await read('turnWait'),
    principals: await read('principals'),
    plan: await read('plan'),
    decision: await read('decision'),
    approval: await read('approval'),
    halted: await read('halted'),
    additions: await read('additions'),
    identityTask: await read('identityTask'),
    identityWait: await read('identityWait'),
    identity: await read('identity'),
    failure: await read('failure'),
    open: isLatest && record.open,
    lastEnd: isLatest && !record.open ? record.lastEnd : null,
    openedAt: isLatest ? record.openedAt : null,
    results: await storedResults({ store }, key),
    running: workflow === null ? null : await workflow.isRunning(executionName(key)),
  };
}
