/** dynalite 4 ships no types; the options used here, after its README. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB files; in memory when left out. */
    path?: string;
    /** How long a table stays in CREATING, milliseconds. @default 500 */
    createTableMs?: number;
  }
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}
