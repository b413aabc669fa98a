import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationInvalid } from '#shared/errors.ts';
import { parseStage, type Stage } from '#shared/stage.ts';

export interface StageFile {
  /** Absolute. */
  readonly path: string;
  readonly stage: Stage;
}

/** The stage of all examples; its ids are invented. */
export const EXAMPLE_STAGE_FILE = fileURLToPath(new URL('stages/example.json', import.meta.url));

/**
 * Reads a stage file.
 * @param path absolute, or relative to the working directory
 * @throws ConfigurationInvalid when it cannot be read or is not a stage file
 */
export function readStageFile(path: string): StageFile {
  const absolute = resolve(path);
  let text: string;
  try {
    text = readFileSync(absolute, 'utf8');
  } catch (cause) {
    throw new ConfigurationInvalid({ problem: `the stage file ${path} cannot be read` }, { cause });
  }
  return { path: absolute, stage: parseStage(text) };
}
