import type { Crossing } from './border.ts';

/** When the desk's process is killed. */
export interface Death {
  readonly series: 'effects' | 'store writes';
  /** Counts from 1. */
  readonly after: number;
  /**
   * True: the answer still arrives, and the process dies when it next asks for anything or has nothing more to do (in
   * between nobody outside could tell the difference). False: it never learns what became of its request.
   */
  readonly answered: boolean;
}

/** Counts what the desk does to others, and ends its process at the moment that was chosen. */
export interface Fate {
  /** What was done so far, in words. */
  readonly deeds: Readonly<Record<Death['series'], readonly string[]>>;
  mayPass(): boolean;
  mayReturn(series: Death['series'], deed: string | null): boolean;
  /** Told when the desk has nothing more to do; true when that was its end. */
  rests(): boolean;
}

export function createFate(death: Death | null, kill: () => void): Fate {
  const deeds = { effects: [] as string[], 'store writes': [] as string[] };
  let doomed = false;
  const strike = () => {
    if (!doomed) return false;
    doomed = false;
    kill();
    return true;
  };
  return {
    deeds,
    mayPass: () => !strike(),
    mayReturn(series, deed) {
      if (deed === null) return true;
      deeds[series].push(deed);
      if (series !== death?.series || deeds[series].length !== death.after) return true;
      doomed = true;
      return death.answered || !strike();
    },
    rests: strike,
  };
}

/** What changed at Jira or Databricks; null for reads, some of which are POSTs, and for what was refused. */
export function effectOf({ method, path, status }: Crossing): string | null {
  const [plainPath = ''] = path.split('?');
  if (method === 'GET' || status >= 300 || /\/oidc\/|\/search(\/|$)/.test(plainPath)) return null;
  return `${method} ${plainPath}`;
}

/** What changed in the store; null for reads and refused conditions. */
export function storeWriteOf({ headers, status }: Crossing): string | null {
  const [, operation = ''] = String(headers['x-amz-target']).split('.');
  return status === 200 && !/^(Get|Query|Describe|List)/.test(operation) ? operation : null;
}
