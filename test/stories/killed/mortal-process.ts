import { type ChildProcess, fork } from 'node:child_process';
import type { Order, Report } from './messages.ts';

/** The process was killed before it could report. */
export class DeskDied extends Error {
  override readonly name = 'DeskDied';
}

/** A desk's process as its parent holds it. It is given one order at a time. */
export interface MortalProcess {
  /** @throws DeskDied when it is killed meanwhile (or was before); Error when it broke by itself */
  give(order: Order): Promise<Report>;
  /** SIGKILL: nothing of it runs on, nothing is tidied up. */
  kill(): void;
  /** Lets it end by itself; only then Node keeps its compiled code for the processes that follow. */
  leave(): Promise<void>;
}

/**
 * Starts the bundled desk; it waits for `begin`.
 * @param folder its folder for temporary files, which it cannot tidy up when it is killed
 */
export function spawnDesk(file: string, folder: string): MortalProcess {
  const child = fork(file, [], {
    execPath: process.execPath,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      TMPDIR: folder,
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      NODE_COMPILE_CACHE: `${file}.cache`,
    },
  });
  let killed = false;
  let complaint = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  const failure = () =>
    killed ? new DeskDied('killed') : new Error(`the desk's process ended by itself: ${complaint}`);
  return {
    give: (order) => ask(child, order, failure),
    kill() {
      killed = true;
      child.kill('SIGKILL');
    },
    leave: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        if (child.connected) child.disconnect();
      }),
  };
}

function ask(child: ChildProcess, order: Order, failure: () => Error): Promise<Report> {
  return new Promise((resolve, reject) => {
    if (!child.connected) return reject(failure());
    const stop = () => {
      child.off('message', heard);
      child.off('close', died);
    };
    const heard = (report: Report) => {
      stop();
      resolve(report);
    };
    const died = () => {
      stop();
      reject(failure());
    };
    child.once('message', heard);
    child.once('close', died);
    child.send(order, () => undefined);
  });
}
