import type { OnOutcome } from '../outcome.ts';
import { closed, type Receipt, withStanding } from '../receipt.ts';
import { say } from './say.ts';
import type { World } from './world.ts';

/** There would be no record of what is written, so nothing is. The message is one sentence for whoever typed the command. */
export class ReceiptUnwritable extends Error {
  override readonly name = 'ReceiptUnwritable';
}

export interface ReceiptKeeper {
  readonly note: OnOutcome;
  /** Writes the last state. */
  close(state: 'finished' | 'interrupted'): void;
  /** Says where the receipt is, unless its last state could not be written. */
  tell(): void;
}

/**
 * Writes a receipt file now and again at every change. When that fails later on, `stop` is called: what cannot be
 * recorded is not begun.
 * @throws ReceiptUnwritable when the file cannot be written now
 */
export function keepReceipt(world: World, path: string, begun: Receipt, stop: () => void): ReceiptKeeper {
  let receipt = begun;
  let isSaved = false;
  try {
    // Whatever stands there, readable or not, may be the record of another run.
    world.createFile(path, receiptText());
  } catch (error) {
    const sentence = `--receipt: ${path} cannot be written (${codeOf(error)}). Nothing was written to Databricks.`;
    throw new ReceiptUnwritable(sentence, { cause: error });
  }
  return {
    note(group, standing, at) {
      receipt = withStanding(receipt, group.id, standing, at);
      saveOrStop();
    },
    close(state) {
      receipt = closed(receipt, state, world.clock.now());
      saveOrStop();
    },
    tell() {
      if (isSaved) say(world, `Receipt: ${path}`);
    },
  };

  function receiptText(): string {
    return `${JSON.stringify(receipt, null, 2)}\n`;
  }

  function saveOrStop(): void {
    isSaved = false;
    try {
      world.writeFile(path, receiptText());
      isSaved = true;
    } catch (error) {
      stop();
      say(world, `warning: ${path} cannot be written any more (${codeOf(error)}); no further write starts.`);
    }
  }
}

/** Such as EACCES or ENOSPC. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
