import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A process of ours as the person at its terminal knows it. */
export interface Program {
  /** Everything it printed so far. */
  readonly printed: string;
  /** Types a line. */
  type(line: string): void;
  /** Resolves when it has printed this. @throws when it ends before */
  says(text: string): Promise<void>;
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  /** SIGKILL: nothing is tidied up. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Exit code once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Starts a script of sandbox/ in a folder, with exactly these variables besides PATH. */
export function start(
  script: string,
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly args?: readonly string[] },
): Program {
  const child = spawn(process.execPath, [join(root, 'sandbox', script), ...(options.args ?? [])], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let printed = '';
  const listeners = new Set<() => void>();
  const hear = (text: string) => {
    printed += text;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    get printed() {
      return printed;
    },
    type: (line) => void child.stdin.write(`${line}\n`),
    says: (text) => waitFor(child, listeners, () => printed, text),
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}

function waitFor(child: ChildProcess, listeners: Set<() => void>, printed: () => string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      listeners.delete(look);
      child.off('close', died);
    };
    const look = () => {
      if (!printed().includes(text)) return;
      stop();
      resolve();
    };
    const died = () => {
      stop();
      reject(new Error(`it ended without saying “${text}”:\n${printed()}`));
    };
    listeners.add(look);
    child.once('close', died);
    look();
  });
}

/** The variables the simulators left for the desk. */
export function leftEnvironment(folder: string): Record<string, string> {
  const text = readFileSync(join(folder, '.local/simulators.env'), 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)='([^']*)'$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** A port nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
