import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';

/** Somebody else works in this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  readonly pid: number;
  constructor(folder: string, pid: number) {
    super(`another process works in ${folder}`);
    this.pid = pid;
  }
}

export interface Lock {
  release(): void;
}

const holderSchema = z.object({ port: z.number(), token: z.string(), pid: z.number() });
type Holder = z.infer<typeof holderSchema>;

/** How long a holder may take to answer, milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Takes a folder for this process. The holder answers on a port with the word its file has: a file that nobody stands
 * behind, because its process was killed, locks nothing, whatever process has its number by now.
 * @throws FolderInUse
 */
export async function takeFolder(folder: string): Promise<Lock> {
  const file = join(folder, 'lock.json');
  const token = randomUUID();
  const server = createServer((socket) => {
    socket.on('error', () => undefined).end(token);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the lock has no TCP address');
  const mine: Holder = { port: address.port, token, pid: process.pid };
  try {
    await claim(folder, file, mine);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    release() {
      rmSync(file, { force: true });
      server.close();
    },
  };
}

async function claim(folder: string, file: string, mine: Holder): Promise<void> {
  for (;;) {
    try {
      return writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && (await isAlive(holder))) throw new FolderInUse(folder, holder.pid);
    rmSync(file, { force: true });
  }
}

/** Null where the file is gone, or was not written to its end. */
function readHolder(file: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive({ port, token }: Holder): Promise<boolean> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ port, host: '127.0.0.1', timeout: PATIENCE_MS });
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket
      .setEncoding('utf8')
      .on('data', (text: string) => {
        said += text;
      })
      .on('error', () => end(false))
      .on('timeout', () => end(false))
      .on('close', () => end(said === token));
  });
}
