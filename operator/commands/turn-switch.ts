import type { Control } from '#shared/ports/request-store.ts';
import type { Reach } from '../reach.ts';
import type { Terminal } from '../terminal.ts';

/** Which command sets which value of the stop switch. */
const SWITCH = { pause: 'stopped', 'plan-only': 'planOnly', resume: 'on' } as const satisfies Record<
  string,
  Control['writes']
>;
type SwitchCommand = keyof typeof SWITCH;

const MEANINGS: Readonly<Record<Control['writes'], string>> = {
  stopped:
    'Nothing more is written: no membership, comment, file or task. A chunk under way ends its at most 25 additions. Runs that want to write try again every hour.',
  planOnly: 'Everything goes on but memberships in Databricks: the end of a request says what would have been added.',
  on: 'Everything is written again. Runs that were held back go on within an hour.',
};

/** Sets the stop switch, and says how it was before, so that it can be put back. */
export async function turnSwitch(
  reach: Reach,
  terminal: Terminal,
  { command, stageFile }: { readonly command: SwitchCommand; readonly stageFile: string | null },
): Promise<number> {
  const { store } = reach;
  const { writes: before } = await store.readControl();
  const now = SWITCH[command];
  await store.writeControl(now);
  terminal.print(`${reach.where}: writes are ${now} now, were ${before}.`);
  terminal.say(MEANINGS[now]);
  // Without the stage the line would turn the switch of another installation.
  const where = stageFile === null ? '' : ` --stage ${stageFile}`;
  if (before !== now) terminal.print(`To put it back:\n  npm run requests -- ${commandFor(before)}${where}`);
  return 0;
}

function commandFor(writes: Control['writes']): string {
  return { stopped: 'pause', planOnly: 'plan-only', on: 'resume' }[writes];
}
