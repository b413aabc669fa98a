import { beforeEach, describe } from 'vitest';
import type { Control, RequestStore } from '#shared/ports/request-store.ts';
import { contractOfAdditions } from './contract-additions.ts';
import { contractOfClaims } from './contract-claims.ts';
import { contractOfLedger } from './contract-ledger.ts';
import { contractOfLines } from './contract-lines.ts';
import { contractOfMemory } from './contract-memory.ts';
import { contractOfModels } from './contract-models.ts';
import { contractOfPace } from './contract-pace.ts';
import { contractOfRuns } from './contract-runs.ts';
import { contractOfTokens } from './contract-tokens.ts';
import { contractOfTraces } from './contract-traces.ts';

export interface StoreSettings {
  readonly now: () => Date;
  readonly retentionDays: number;
  readonly initialWrites: Control['writes'];
}

/** One empty place to store things in; every `connect` is another process that uses it. */
export interface Backing {
  connect(settings: StoreSettings): RequestStore;
}

/** What each contract test works with: a store, a second process on the same data, and the time of day. */
export interface Desk {
  readonly store: RequestStore;
  readonly other: RequestStore;
  readonly connect: (settings?: Partial<StoreSettings>) => RequestStore;
  readonly clock: TestClock;
}

export interface TestClock {
  /** ISO text of now. */
  iso(): string;
  /** Epoch seconds, rounded up. */
  second(): number;
  advance(seconds: number): void;
}

export const RETENTION_DAYS = 100;
export const DAY = 86_400;

/** Every implementation of the request store must pass this. `empty` gives a backing nobody has used yet. */
export function requestStoreContract(name: string, empty: () => Promise<Backing>): void {
  describe(`request store: ${name}`, () => {
    let desk: Desk;
    beforeEach(async () => {
      desk = deskOn(await empty());
    });
    const current = () => desk;
    contractOfRuns(current);
    contractOfLines(current);
    contractOfMemory(current);
    contractOfAdditions(current);
    contractOfLedger(current);
    contractOfTokens(current);
    contractOfPace(current);
    contractOfTraces(current);
    contractOfClaims(current);
    contractOfModels(current);
  });
}

function deskOn(backing: Backing): Desk {
  let time = Date.parse('2026-11-23T10:00:00.000Z');
  const settings: StoreSettings = {
    now: () => new Date(time),
    retentionDays: RETENTION_DAYS,
    initialWrites: 'planOnly',
  };
  const connect = (changes: Partial<StoreSettings> = {}) => backing.connect({ ...settings, ...changes });
  const clock: TestClock = {
    iso: () => new Date(time).toISOString(),
    second: () => Math.ceil(time / 1000),
    advance: (seconds) => {
      time += seconds * 1000;
    },
  };
  return { store: connect(), other: connect(), connect, clock };
}
