import type { Standing } from '#shared/ports/self-test.ts';
import type { Stage } from '#shared/stage.ts';
import type { Screen } from '../story/screen.ts';
import type { Lack, Settings } from './settings.ts';
import type { Refusal } from './standings.ts';
import { DATABRICKS_WRITER, WEBHOOK_SECRETS } from './variables.ts';

const HEAD = 14;

/** How often changed tickets are looked for, and waits are looked at. */
export const POLL_SECONDS = 20;

/** Everything that is missing or wrong, in one go. */
export function tellLack(screen: Screen, { missing, problems }: Lack): void {
  screen.print('This cannot start yet.', 'bad');
  if (problems.length > 0) screen.print();
  for (const problem of problems) screen.say(`  ${problem}`, 'plain', '    ');
  if (missing.length === 0) return;
  screen.print();
  screen.print(
    missing.length === 1 ? 'Not in the environment:' : `Not in the environment (${missing.length}):`,
    'strong',
  );
  for (const { name, where } of missing) {
    screen.print(`  ${name}`);
    screen.say(`      ${where}`, 'quiet', '      ');
  }
  screen.print();
  screen.print('docs/local.md says how to get each of them, and how to try it without any.');
}

/** Which system answered as whom; what keeps the desk from starting comes last. */
export function tellStandings(screen: Screen, standings: readonly Standing[], refusals: readonly Refusal[]): void {
  for (const { system, as, missing } of standings) {
    screen.entry(`  ✓ ${system}: `, as, 'good');
    for (const sentence of missing) screen.say(`      ! ${sentence}`, 'bad', '        ');
  }
  for (const { system, why } of refusals) screen.entry(`  ✗ ${system}: `, why, 'bad');
}

/** What the desk is going to do. */
export function tellIntent(
  screen: Screen,
  settings: Settings,
  more: {
    /** Where the switch stands. */
    readonly writes: Stage['writes'];
    /** What the stage file says. */
    readonly wanted: Stage['writes'];
    readonly ticket: string | null;
    readonly port: number;
  },
): void {
  const { stage, folder, leftOut } = settings;
  for (const sentence of leftOut) screen.say(`  – ${sentence}`, 'quiet', '    ');
  screen.print();
  entry(screen, 'Writes', writesText(settings, more));
  entry(screen, 'Tickets', more.ticket === null ? placesOf(stage) : `${more.ticket} only; this ends with its run.`);
  entry(screen, 'Webhooks', webhooksText(settings, more));
  entry(screen, 'Kept in', `${folder}/ (delete it to forget everything)`);
}

function entry(screen: Screen, head: string, text: string): void {
  screen.entry(`  ${head.padEnd(HEAD - 2)}`, text);
}

function writesText(
  { stage, hasWriter }: Settings,
  { writes, wanted }: { readonly writes: Stage['writes']; readonly wanted: Stage['writes'] },
): string {
  const isSetByHand = writes !== stage.writes;
  switch (writes) {
    case 'on':
      return `on: memberships are added in Databricks after approval${isSetByHand ? ' (set by npm run requests)' : ''}.`;
    case 'stopped':
      return isSetByHand
        ? 'stopped: somebody has paused the desk, and nothing goes out. "npm run requests -- resume" lets it go on.'
        : 'stopped: nothing goes out, neither comments nor memberships (stage file).';
    case 'planOnly':
      if (isSetByHand)
        return 'plan only, as somebody has set it: nothing is added in Databricks. "npm run requests -- resume" changes that.';
      if (wanted === 'on' && !hasWriter) {
        const names = Object.values(DATABRICKS_WRITER).map(({ name }) => name);
        return `plan only, although the stage file says on: ${names.join(' and ')} are not set.`;
      }
      return 'plan only: tickets get plan, comments, approval and identity task; nothing is added in Databricks. "writes": "on" in the stage file changes that.';
  }
}

function placesOf({ jira, servicenow }: Stage): string {
  const kinds = [
    ...(jira ? [counted(jira.ticketTypes.length, 'ticket type', 'of Jira')] : []),
    ...(servicenow ? [counted(servicenow.catalogItems.length, 'catalog item', 'of ServiceNow')] : []),
  ];
  return `all of ${kinds.join(' and ')} that change from now on, or have changed in the last hour.`;
}

function counted(count: number, noun: string, of: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'} ${of}`;
}

function webhooksText(
  { webhooks, stage }: Settings,
  { ticket, port }: { readonly ticket: string | null; readonly port: number },
): string {
  const looking = `changes are found by looking every ${POLL_SECONDS} seconds`;
  const systems = (['jira', 'servicenow'] as const).filter((system) => stage[system] !== undefined);
  const open = systems.filter((system) => webhooks.has(system));
  if (ticket !== null) return `none; ${looking}.`;
  const shut = systems.filter((system) => !webhooks.has(system)).map((system) => WEBHOOK_SECRETS[system]);
  if (open.length === 0) return `none needed: ${looking}. With ${shut.join(' or ')} they are taken.`;
  const urls = open.map((system) => `http://127.0.0.1:${port}/webhooks/${system}`);
  return `taken at ${urls.join(' and ')}, but none needed: ${looking}.`;
}
