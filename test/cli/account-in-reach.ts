import { onTestFinished } from 'vitest';
import type { ExitCode } from '#cli/command/exit-code.ts';
import { run } from '#cli/command/run.ts';
import type { Screen, World } from '#cli/command/world.ts';
import { type Client, connect } from '#cli/library.ts';
import type { AccountModel } from '#sandbox/simulators/databricks/account-model.ts';
import { type OAuthClient, readerClient } from '#sandbox/simulators/databricks/clients.ts';
import { exampleAccount } from '#sandbox/simulators/databricks/example-account.ts';
import type { DatabricksOptions } from '#sandbox/simulators/databricks/options.ts';
import { type DatabricksSimulator, startDatabricks } from '#sandbox/simulators/databricks/server.ts';
import type { Clock } from '#shared/ports/clock.ts';

/** Whoever sits at a terminal: one service principal that reads the account and manages its groups. */
export const adminClient: OAuthClient = { ...readerClient, role: 'admin', manages: 'all' };

export interface Said {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface AccountInReach {
  readonly simulator: DatabricksSimulator;
  readonly clock: Clock & { readonly sleeps: readonly number[] };
  readonly client: Client;
  /** Environment of a command line that reaches the account. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command line in this process, in virtual time. */
  run(argv: readonly string[], changes?: Partial<World>): Promise<Said>;
  /** The PATCH calls that arrived, each with its time in milliseconds of the virtual clock. */
  writes(): readonly { readonly groupId: string; readonly at: number }[];
  id(name: string): string;
  membersOf(groupName: string): readonly string[];
}

/** A simulated account for one test. Waiting moves the clock and takes no time. */
export async function accountInReach(
  options: Partial<DatabricksOptions> & { readonly account?: AccountModel } = {},
): Promise<AccountInReach> {
  const { account = exampleAccount(), ...simulation } = options;
  let now = Date.parse('2026-11-23T09:00:00Z');
  const sleeps: number[] = [];
  const clock = {
    sleeps,
    now: () => new Date(now),
    sleep: async (ms: number) => {
      sleeps.push(ms);
      now += ms;
    },
  };
  const simulator = await startDatabricks({
    account,
    now: () => now,
    options: { clients: [adminClient], lagMs: 0, ...simulation },
  });
  onTestFinished(() => simulator.close());
  const env = {
    DATABRICKS_HOST: simulator.url,
    DATABRICKS_ACCOUNT_ID: simulator.accountId,
    DATABRICKS_CLIENT_ID: adminClient.clientId,
    DATABRICKS_CLIENT_SECRET: adminClient.clientSecret,
    DATABRICKS_WORKSPACE_URLS: JSON.stringify(simulator.workspaceUrls),
  };
  const client = connect({
    host: simulator.url,
    accountId: simulator.accountId,
    clientId: adminClient.clientId,
    clientSecret: adminClient.clientSecret,
    workspaceUrls: simulator.workspaceUrls,
    clock,
  });
  return {
    simulator,
    clock,
    client,
    env,
    run: (argv, changes) => runHere(argv, { env, clock, ...changes }),
    writes: () =>
      simulator.requests
        .filter(({ method }) => method === 'PATCH')
        .map(({ path, at }) => ({ groupId: path.split('/').at(-1) ?? '', at })),
    id: (name) => simulator.model.idOf(name),
    membersOf: (groupName) => simulator.model.members(simulator.model.idOf(groupName)).map(({ id }) => id),
  };
}

/** A stream that keeps what it is given. */
export function screen(shape: Partial<Pick<Screen, 'isTerminal' | 'columns'>> = {}): Screen & { text(): string } {
  let text = '';
  return {
    isTerminal: false,
    columns: undefined,
    ...shape,
    write: (more) => {
      text += more;
    },
    text: () => text,
  };
}

/** Runs a command line in this process; nothing is a terminal unless `changes` says so. */
export async function runHere(
  argv: readonly string[],
  changes: Partial<World> & Pick<World, 'env' | 'clock'>,
): Promise<Said> {
  const stdout = screen(changes.stdout);
  const stderr = screen(changes.stderr);
  const code = await run(argv, {
    homeFolder: '/home/somebody',
    readFile: () => null,
    createFile: () => undefined,
    writeFile: () => undefined,
    stdinIsTerminal: false,
    ask: async () => {
      throw new Error('nobody is there to answer');
    },
    onInterrupt: () => () => undefined,
    ...changes,
    stdout,
    stderr,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Without what may differ between two prints of the same report. */
export function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
