import type { End } from '#shared/domain/ticket.ts';
import type { LedgerEntry, TicketRecord } from '#shared/ports/request-store.ts';

/** The ledger of one run as it should be, one caller after the other. */
export function ledgerModel(now: () => string) {
  const entries = new Map<string, LedgerEntry>();
  return {
    intend(effect: string, before: string): LedgerEntry {
      const known = entries.get(effect);
      if (known?.state === 'done') return known;
      if (known === undefined) {
        const fresh: LedgerEntry = {
          state: 'fresh',
          attempt: 1,
          triedAt: now(),
          gaveUpAt: null,
          before,
          receipt: null,
        };
        entries.set(effect, { ...fresh, state: 'repeated' });
        return fresh;
      }
      const attempt = known.attempt + 1;
      entries.set(effect, { ...known, attempt, triedAt: now() });
      return { ...known, attempt };
    },
    settle(effect: string, receipt: string): string | null {
      const known = entries.get(effect);
      if (known === undefined) return null;
      if (known.receipt === null) entries.set(effect, { ...known, state: 'done', receipt });
      return known.receipt ?? receipt;
    },
    readEffect: (effect: string): LedgerEntry | null => entries.get(effect) ?? null,
  };
}

/** The runs of one ticket as they should be, one caller after the other. */
export function runsModel(now: () => string) {
  let record: TicketRecord | null = null;
  return {
    record: () => record,
    run: () => record?.run ?? 0,
    openRun() {
      const opened = !record?.open;
      const next = { run: (record?.run ?? 0) + 1, open: true, started: false, openedAt: now() };
      if (opened) record = { lastEnd: null, retryAllowed: false, ...record, ...next };
      return { run: record?.run, opened, started: record?.started };
    },
    markStarted(run: number) {
      if (record?.run === run) record = { ...record, started: true };
    },
    closeRun(run: number, end: End, revision: string | null): boolean {
      if (record?.run !== run || !record.open) return false;
      const lastEnd = end === 'nothing new' ? record.lastEnd : { end, revision, at: now(), run: record.run };
      record = { ...record, open: false, retryAllowed: false, lastEnd };
      return true;
    },
    allowRetry() {
      if (record) record = { ...record, retryAllowed: true };
    },
  };
}
