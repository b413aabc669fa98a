import { mkdirSync } from 'node:fs';
import { FolderInUse, type Lock, takeFolder } from './lock.ts';
import { CannotStart } from './reasons.ts';
import type { Settings } from './settings.ts';
import { checkWorld, OtherWorld } from './world-file.ts';

/**
 * Takes the folder for this process, if it holds nothing of other systems.
 * @throws CannotStart
 */
export async function enterFolder({ folder, stage }: Settings): Promise<Lock> {
  // The store holds names and addresses of people.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    checkWorld(folder, stage);
    return await takeFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) {
      throw new CannotStart(
        1,
        `Another process (${error.pid}) works in ${folder}/: stop it, or set ACCESS_DESK_FOLDER to another folder for this one.`,
      );
    }
    if (error instanceof OtherWorld) {
      throw new CannotStart(
        64,
        `${folder}/ holds runs of ${error.before}; now the environment names ${error.now}.`,
        `Set ACCESS_DESK_FOLDER to another folder, or delete ${folder}/ to forget those runs.`,
      );
    }
    throw error;
  }
}
