#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import { systemClock } from './client.ts';
import { run } from './command/run.ts';
import type { Screen, World } from './command/world.ts';

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
    process.once('SIGINT', listener);
    return () => process.off('SIGINT', listener);
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
