import type { Addition, AdditionResult, RunKey, SectionName, Sections } from '../domain/run.ts';
import type { End, System } from '../domain/ticket.ts';

/**
 * What "nothing lost, nothing twice" rests on. Built from conditional writes of single items only; every method is
 * safe to repeat. Items past their time-to-live read as absent, whether or not the table has removed them yet.
 * The contract is test/shared/adapters/store/contract.ts; every implementation must pass it.
 */
export interface RequestStore {
  // ── Runs: at most one open per ticket ──
  /** Opens the next run, or returns the open one. `opened`: this call opened it. `started`: StartExecution is known to have succeeded. */
  openRun(ticket: TicketRef): Promise<OpenRun>;
  /** Records that the execution of this run exists. */
  markStarted(key: RunKey): Promise<void>;
  /** The ticket's item, read consistently; null if we never saw the ticket. */
  readTicketRecord(ticket: TicketRef): Promise<TicketRecord | null>;
  /** Closes the run; false when it was closed before (by anybody) or another run is open. The first end stays. */
  closeRun(key: RunKey, end: End, revision: string | null): Promise<boolean>;
  /** Open runs of all tickets (eventually consistent: confirm with readTicketRecord). */
  listOpenRuns(): Promise<readonly (RunKey & { readonly openedAt: string })[]>;
  /** Lets the next run proceed although its revision has ended before ("try again"). */
  allowRetry(ticket: TicketRef): Promise<void>;

  // ── Lines: tickets that ask for the same pair, first to last ──
  /** The line of a pair, read consistently; empty with version 0 where there is none. */
  readLine(pair: string): Promise<Line>;
  /** Replaces the line if nobody has since this version was read; false when somebody did (or a repetition of this call). */
  writeLine(pair: string, tickets: readonly TicketRef[], version: number): Promise<boolean>;

  // ── What a run remembers ──
  readSection<K extends SectionName>(key: RunKey, name: K): Promise<Sections[K] | null>;
  writeSection<K extends SectionName>(key: RunKey, name: K, value: Sections[K]): Promise<void>;
  /** Large texts (plan, half-read findings): gzip chunks of at most 300 KB, header last, SHA-256 checked on read. */
  writeText(key: RunKey, name: string, text: string): Promise<{ digest: string }>;
  /** @throws StoredItemDamaged when chunks are missing or the digest differs */
  readText(key: RunKey, name: string): Promise<{ text: string; digest: string } | null>;

  // ── Additions ──
  /** Stores chunk number `chunk` (1, 2, 3 …) once; a repetition with the same content changes nothing, results stay. */
  writeAdditions(key: RunKey, planNo: number, chunk: number, additions: readonly Addition[]): Promise<void>;
  readAdditions(key: RunKey, planNo: number, chunk: number): Promise<AdditionChunk | null>;
  /** Later results overwrite earlier ones of the same group. */
  recordResult(key: RunKey, planNo: number, chunk: number, result: AdditionResult): Promise<void>;

  // ── Ledger of effects ──
  /**
   * Declares the intent to cause an effect. Exactly one caller gets `fresh` for an effect, ever; a repetition gets the
   * time of the attempt before it, and the state before the first one. Takes the attempt over conditionally: of two
   * simultaneous repetitions one gets EffectUnsettled.
   */
  intend(key: RunKey, effect: string, intent: { owner: string; before: string }): Promise<LedgerEntry>;
  /** Records that this owner's attempt is over without a receipt; one that somebody took over meanwhile is left alone. */
  giveUp(key: RunKey, effect: string, owner: string): Promise<void>;
  /** Records the receipt. The first receipt stays; the one that counts is returned. */
  settle(key: RunKey, effect: string, receipt: string): Promise<string>;
  readEffect(key: RunKey, effect: string): Promise<LedgerEntry | null>;

  // ── Task tokens ──
  /** Keeps the token unless the one kept is newer (enteredAt, then attempt). Returns whether it was kept. */
  putToken(key: RunKey, token: WaitToken): Promise<boolean>;
  /** Newest token of the run, read consistently. */
  readToken(key: RunKey): Promise<WaitToken | null>;

  // ── Pace, control, deliveries, children, sweep ──
  /** Reserves `count` consecutive seconds on this lane; returns the first of them (epoch seconds, ≥ now). */
  takeSlots(lane: string, count: number): Promise<number>;
  readControl(): Promise<Control>;
  writeControl(writes: Control['writes']): Promise<void>;
  wasDelivered(system: System, deliveryId: string): Promise<boolean>;
  recordDelivery(system: System, deliveryId: string): Promise<void>;
  /** Child tickets lead back to their run. */
  rememberChild(system: System, childId: string, key: RunKey): Promise<void>;
  findByChild(system: System, childId: string): Promise<RunKey | null>;
  /**
   * Claims one membership for a run's identity task, and returns the claim that holds: the run's own (renewed), or that of
   * another run. `over` is a claim the caller knows not to hold any more; it is replaced only while it is still there.
   */
  claimMembership(membership: MembershipRef, claim: Claim, over: Claim | null): Promise<Claim>;
  readSweepMark(system: System): Promise<string | null>;
  writeSweepMark(system: System, at: string): Promise<void>;
}

export interface TicketRef {
  readonly system: System;
  readonly ticketId: string;
}

/** A person (or service principal) and a group, by their ids in an account of Databricks. */
export interface MembershipRef {
  readonly accountId: string;
  readonly targetId: string;
  readonly groupId: string;
}

/** Who asks the identity team for a membership. */
export interface Claim extends RunKey {
  /** The task of that run. */
  readonly effect: string;
  /** Its request is approved. */
  readonly released: boolean;
}

export interface OpenRun {
  readonly key: RunKey;
  readonly opened: boolean;
  readonly started: boolean;
}

export interface TicketRecord {
  readonly run: number;
  readonly open: boolean;
  readonly started: boolean;
  readonly openedAt: string;
  /** The last end that was not "nothing new", with the revision it ended. */
  readonly lastEnd: {
    readonly end: End;
    readonly revision: string | null;
    readonly at: string;
    /** The run that ended so; null where that was before this was kept. */
    readonly run: number | null;
  } | null;
  readonly retryAllowed: boolean;
}

export interface Line {
  readonly tickets: readonly TicketRef[];
  readonly version: number;
}

export interface AdditionChunk {
  readonly additions: readonly Addition[];
  readonly results: readonly AdditionResult[];
}

export interface LedgerEntry {
  readonly state: 'fresh' | 'repeated' | 'done';
  readonly attempt: number;
  /** Time (ISO) of the attempt before this one; of this one when fresh. */
  readonly triedAt: string;
  /** Time (ISO) at which that attempt was given up; null when it is under way, or its process died. */
  readonly gaveUpAt: string | null;
  /** What was found outside before the first attempt. */
  readonly before: string;
  readonly receipt: string | null;
}

export interface WaitToken {
  readonly token: string;
  readonly kind: 'target' | 'turn' | 'approval' | 'identity';
  readonly enteredAt: string;
  readonly attempt: number;
}

export interface Control {
  readonly writes: 'on' | 'planOnly' | 'stopped';
}
