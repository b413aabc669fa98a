import type { Client } from '../library.ts';
import type { ProgressLine } from './progress-line.ts';
import type { World } from './world.ts';

/** What a command works with. */
export interface Call {
  readonly world: World;
  readonly client: Client;
  readonly progress: ProgressLine;
  readonly identityProvider: string;
}
