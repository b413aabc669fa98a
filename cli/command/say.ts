import { fold } from './fold.ts';
import type { World } from './world.ts';

/** Tells whoever runs this something that is no part of the report. */
export function say({ stderr }: Pick<World, 'stderr'>, text: string): void {
  const { isTerminal, columns } = stderr;
  stderr.write(`${isTerminal && columns !== undefined ? fold(text, columns) : text}\n`);
}
