/** What happens to the desk, and when. */
export interface Accident {
  readonly series: 'effects' | 'store writes';
  /** Right after this one; counts from 1. */
  readonly after: number;
  /**
   * - `killed`: the process dies and never learns what became of its request
   * - `killed later`: the answer still arrives; the process dies when it next asks for anything, or has nothing more to
   *   do (in between nobody outside could tell the difference)
   * - `answer lost`: the connection breaks off before the answer, the process lives
   */
  readonly kind: 'killed' | 'killed later' | 'answer lost';
}

/** Counts what the desk does to others, and lets the accident happen at its moment. */
export interface Fate {
  /** What was done so far, in words. */
  readonly deeds: Readonly<Record<Accident['series'], readonly string[]>>;
  /** Asked before a request goes on. */
  mayPass(): boolean;
  /** Asked before an answer goes back; `deed` is null where nothing was done. */
  mayReturn(series: Accident['series'], deed: string | null): boolean;
  /** Told when the desk has nothing more to do; true when that was its end. */
  rests(): boolean;
  hasStruck(): boolean;
}

export function createFate(accident: Accident | null, kill: () => void): Fate {
  const deeds = { effects: [] as string[], 'store writes': [] as string[] };
  let isDue = false;
  let struck = false;
  const strike = () => {
    if (!isDue) return false;
    isDue = false;
    struck = true;
    if (accident?.kind !== 'answer lost') kill();
    return true;
  };
  return {
    deeds,
    mayPass: () => !strike(),
    mayReturn(series, deed) {
      if (deed === null) return true;
      deeds[series].push(deed);
      if (series !== accident?.series || deeds[series].length !== accident.after) return true;
      isDue = true;
      return accident.kind === 'killed later' || !strike();
    },
    rests: strike,
    hasStruck: () => struck,
  };
}
