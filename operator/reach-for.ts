import type { Reach } from './reach.ts';

const DEFAULT_FOLDER = '.local';

/** The stage of this file on AWS, or the local store. Each way is loaded only where it is taken: one brings the AWS names, the other a database. */
export async function reachFor(stageFile: string | null): Promise<Reach> {
  if (stageFile !== null) return (await import('./reach-stage.ts')).reachStage(stageFile);
  const folder = process.env.ACCESS_DESK_FOLDER?.trim() || DEFAULT_FOLDER;
  return (await import('./reach-folder.ts')).reachFolder(folder);
}
