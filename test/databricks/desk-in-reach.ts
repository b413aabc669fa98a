import { expect, onTestFinished } from 'vitest';
import { readerClient, writerClient } from '#sandbox/simulators/databricks/clients.ts';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from '#sandbox/simulators/databricks/server.ts';
import { databricksReader } from '#shared/adapters/databricks/reader.ts';
import { databricksWriter } from '#shared/adapters/databricks/writer.ts';
import { DeskError } from '#shared/errors.ts';
import type { Desk, DeskOptions } from '#test/builders/desk.ts';
import { anAccount } from '#test/builders/directory.ts';
import { add, confirm, prepare, results } from '#test/functions/additions.ts';
import { plainly, playToApproval } from '#test/functions/story.ts';

export const PLATFORM = 'npb-platform-users';
export const ADMINS = 'scratch-workspace-admins';
const UWE = 'uwe@company.com';

/** The machine has sixty; what does not heal within these does not heal here. */
const MOST_RETRIES = 4;
const RETRY_SECONDS = 30;

/** An approved request, its steps in front of a simulated Databricks, with both identities. */
export interface DeskInReach {
  readonly desk: Desk;
  readonly simulator: DatabricksSimulator;
  /** The three steps as the machine plays them: waits pass, what says "try again" is tried again. */
  prepare(): Promise<{ next: string; chunks: number[] }>;
  write(): Promise<void>;
  confirm(): Promise<void>;
  /** Group name → what became of it. */
  outcome(): Promise<Record<string, string>>;
  /** Group names of the PATCHes that arrived, in order, and the seconds of the clock at which they did. */
  writes(): readonly { readonly group: string; readonly at: number }[];
  /** How often the target is a member of each planned group. */
  memberships(): Record<string, number>;
  /** Receipts of the ledger by group name; null: declared, no clear answer so far. */
  ledger(): Promise<Record<string, string | null>>;
}

export async function deskInReach(
  newDesk: (options?: DeskOptions) => Promise<Desk>,
  options: Partial<DatabricksOptions> = {},
): Promise<DeskInReach> {
  let now = () => Date.parse('2026-11-23T10:00:00.000Z');
  let sleep = async (_ms: number): Promise<void> => undefined;
  const simulator = await startDatabricks({
    account: exampleAccount(),
    now: () => now(),
    options: { lagMs: 0, patchStatus: 200, ...options },
  });
  onTestFinished(() => simulator.close());
  const account = {
    host: simulator.url,
    accountId: simulator.accountId,
    version: '0',
    now: () => now(),
    sleep: (ms: number) => sleep(ms),
  };
  const reader = databricksReader({
    ...account,
    workspaceUrls: simulator.workspaceUrls,
    credentials: async () => readerClient,
    secretName: 'reader',
  });
  const writer = databricksWriter({ ...account, credentials: async () => writerClient, secretName: 'writer' });
  const desk = await newDesk({ directory: { ...anAccount(), directory: reader, writer } });
  now = () => desk.now().getTime();
  sleep = desk.ports.clock.sleep;
  await playToApproval(desk, plainly(desk));

  const model = simulator.model;
  const nameOf = (id: string | undefined) => model.groups.find((group) => group.id === id)?.displayName ?? 'another';

  return {
    desk,
    simulator,
    prepare: () => asTheMachine(desk, () => prepare(desk)),
    write: async () => {
      for (let rounds = 0; ; rounds += 1) {
        const { next, waitSeconds } = await asTheMachine(desk, () => add(desk));
        if (next !== 'wait') return;
        expect(rounds).toBeLessThan(100);
        desk.advance(waitSeconds);
      }
    },
    confirm: async () => {
      for (;;) {
        const { next, waitSeconds } = await asTheMachine(desk, () => confirm(desk));
        if (next === 'settled') return;
        desk.advance(waitSeconds);
      }
    },
    outcome: async () =>
      Object.fromEntries(
        (await results(desk)).map((line) => {
          const [, id, what = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
          return [nameOf(id), what];
        }),
      ),
    writes: () =>
      simulator.requests
        .filter(({ method }) => method === 'PATCH')
        .map(({ path, at }) => ({ group: nameOf(path.split('/').at(-1)), at: at / 1_000 })),
    memberships: () =>
      Object.fromEntries(
        [PLATFORM, ADMINS].map((name) => [
          name,
          model.members(model.idOf(name)).filter(({ id }) => id === model.idOf(UWE)).length,
        ]),
      ),
    ledger: async () => {
      const receipts: Record<string, string | null> = {};
      for (const name of [PLATFORM, ADMINS]) {
        const entry = await desk.store.readEffect(desk.key, `add 1 ${model.idOf(name)}`);
        if (entry !== null) receipts[name] = entry.receipt;
      }
      return receipts;
    },
  };
}

/** Tries a step again as long as its error says so. */
async function asTheMachine<T>(desk: Desk, step: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof DeskError) || error.family !== 'tryAgain' || retries === MOST_RETRIES) throw error;
      desk.advance(RETRY_SECONDS);
    }
  }
}
