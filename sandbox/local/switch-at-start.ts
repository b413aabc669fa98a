import type { Stage } from '#shared/stage.ts';

type Writes = Stage['writes'];

/**
 * Where the stop switch stands from this start on. The stage file rules, unless an operator has set the switch since the
 * start before: a restart must not undo a pause. A stage file that says something else than then is the later word.
 * @param stored what the switch stands at in the store
 * @param before what it was set to by the start before; null where there was none
 * @param file what the stage file says, as far as there are credentials for it
 */
export function switchAtStart(
  { stored, before, file }: { readonly stored: Writes; readonly before: Writes | null; readonly file: Writes },
  hasWriter: boolean,
): Writes {
  const kept = before === null || before !== file ? file : stored;
  return kept === 'on' && !hasWriter ? 'planOnly' : kept;
}
