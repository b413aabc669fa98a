import { type ChildProcess, fork } from 'node:child_process';
import type { Report, Task } from './work.ts';

/** Stories after which a process is replaced: what a world leaves behind must not pile up. */
const STORIES_PER_PROCESS = 150;

const workerFile = new URL('worker.ts', import.meta.url);

/** Plays all tasks in `processes` processes, each the next one when it is free. */
export async function playAll(
  tasks: Iterable<Task>,
  processes: number,
  onReport: (report: Report) => void,
): Promise<void> {
  const queue = tasks[Symbol.iterator]();
  await Promise.all(Array.from({ length: processes }, () => playOn(queue, onReport)));
}

async function playOn(queue: Iterator<Task>, onReport: (report: Report) => void): Promise<void> {
  let next = queue.next();
  while (next.done !== true) {
    const worker = fork(workerFile, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    try {
      await heard(worker);
      for (let played = 0; played < STORIES_PER_PROCESS && next.done !== true; played += 1) {
        worker.send(next.value);
        // Only our own worker is at the other end, and it sends nothing else.
        onReport(reportOf(await heard(worker)));
        next = queue.next();
      }
    } finally {
      worker.disconnect();
    }
  }
}

function heard(worker: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      worker.off('message', hear);
      worker.off('exit', exit);
    };
    const hear = (message: unknown) => {
      stop();
      resolve(message);
    };
    const exit = (code: number | null) => {
      stop();
      reject(new Error(`a worker ended with ${code}`));
    };
    worker.once('message', hear);
    worker.once('exit', exit);
  });
}

function isReport(message: unknown): message is Report {
  return typeof message === 'object' && message !== null && 'seed' in message && 'seen' in message;
}

function reportOf(message: unknown): Report {
  if (!isReport(message)) throw new Error('a worker sent what is no report');
  return message;
}
