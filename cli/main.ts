#!/usr/bin/env node
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { systemClock } from './client.ts';
import { run } from './command/run.ts';
import type { Screen, World } from './command/world.ts';

/** Somebody at a keyboard, or a job that is cancelled. */
const STOPS = ['SIGINT', 'SIGTERM'] as const;

/** `npm run` passes on what the terminal has sent to us already: one press can arrive twice. */
const ONE_PRESS_MS = 500;

/** The command line on a real machine; everything it does is in command/run.ts. */
const world: World = {
  env: process.env,
  homeFolder: homedir(),
  readFile(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },
  createFile(path, text) {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeFileSync(file, text, { flush: true });
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  },
  writeFile(path, text) {
    const draft = `${path}.${process.pid}.draft`;
    try {
      writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  },
  stdout: screen(process.stdout),
  stderr: screen(process.stderr),
  stdinIsTerminal: process.stdin.isTTY === true,
  ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    return new Promise((resolve) => {
      const closed = () => {
        // The cursor still stands behind the question.
        process.stderr.write('\n');
        resolve('');
      };
      lines.once('close', closed);
      lines.question(question, (answer) => {
        lines.off('close', closed);
        lines.close();
        resolve(answer);
      });
    });
  },
  onInterrupt(listener) {
    let firstAt: number | null = null;
    const undo = () => {
      for (const signal of STOPS) process.off(signal, stop);
    };
    const stop = (signal: NodeJS.Signals) => {
      if (firstAt === null) {
        firstAt = performance.now();
        listener();
      } else if (performance.now() - firstAt > ONE_PRESS_MS) {
        // As it would have been without us.
        undo();
        process.kill(process.pid, signal);
      }
    };
    for (const signal of STOPS) process.on(signal, stop);
    return undo;
  },
  clock: systemClock,
};

function screen(stream: NodeJS.WriteStream): Screen {
  // A reader that has seen enough (`| head`) ends nothing: additions under way are finished and confirmed.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
  };
}

process.exitCode = await run(process.argv.slice(2), world);
