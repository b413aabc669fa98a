import type { StoryEnd } from './play-story.ts';
import type { Screen } from './screen.ts';
import type { Story } from './story-file.ts';

const CAST = [
  ['Thomas', 'has the access'],
  ['Uwe', 'is to get it'],
  ['Rita', 'files tickets'],
  ['Petra, Paul', 'may approve'],
  ['Ines', 'identity team: adds people in Entra'],
] as const;

/** Commands with what they are good for. */
const NEXT = [
  ['npm start -- --list', 'the other stories: rejected, edited, corrected, forged, lost on the way …'],
  ['npm start -- --event events/jira-edited-after-the-plan.json', 'one of them'],
  ['npm test', 'every story and everything else that must hold'],
] as const;

const OWN_ACCOUNT = `  DATABRICKS_HOST=https://accounts.azuredatabricks.net \\
  DATABRICKS_ACCOUNT_ID=… DATABRICKS_CLIENT_ID=… DATABRICKS_CLIENT_SECRET=… \\
  npm run --silent access -- --compare thomas@company.com uwe@company.com`;

/** What Access Desk is, what is played here, and who plays. */
export function tellOpening(screen: Screen): void {
  screen.print();
  screen.print('ACCESS DESK', 'title');
  screen.say('“Please give Uwe the same Databricks access as Thomas.”');
  screen.say('A ticket says it; Access Desk answers it: compared, planned, approved, written, checked.');
  screen.print();
  screen.say(
    'All of it runs on this machine, in played time: the real state machine and functions, a simulated Databricks account, a simulated Jira and ServiceNow. Nothing leaves 127.0.0.1.',
    'quiet',
  );
  screen.print();
  for (const [name, part] of CAST) screen.entry(`  ${name.padEnd(12)} `, part);
}

/** Which story comes now. */
export function tellTitle(screen: Screen, { title, about }: Story): void {
  screen.print();
  screen.say(`Story: ${title}`, 'strong');
  screen.say(about);
}

/** How it ended and what was left. Returns whether it ended as the story says. */
export function tellEnd(screen: Screen, { title }: Story, end: StoryEnd & { readonly folder: string }): boolean {
  const wrong = end.findings.filter(({ instead }) => instead !== null);
  screen.chapter('Checked at the end');
  screen.print();
  for (const { what, instead } of end.findings) {
    if (instead === null) screen.say(`  ✓ ${what}`, 'good', '    ');
    else screen.say(`  ✗ ${what} — found: ${instead}`, 'bad', '    ');
  }
  screen.print();
  screen.print(`Left in ${end.folder}/`, 'strong');
  for (const name of end.files) screen.print(`  ${name}`);
  if (wrong.length === 0) return true;
  screen.print();
  screen.say(`NOT AS TOLD: ${wrong.length} of ${end.findings.length} checks of “${title}” failed.`, 'bad');
  return false;
}

/** What somebody who has read this far can try. */
export function tellNext(screen: Screen): void {
  screen.print();
  screen.print('Try next', 'strong');
  for (const [command, what] of NEXT) {
    screen.print(`  ${command}`);
    screen.print(`      ${what}`, 'quiet');
  }
  for (const line of OWN_ACCOUNT.split('\n')) screen.print(line);
  screen.print('      the same comparison on your own account; it only reads', 'quiet');
}

/** All stories, each with its title. */
export function tellList(screen: Screen, stories: readonly Story[]): void {
  const widest = Math.max(0, ...stories.map(({ id }) => id.length));
  for (const { id, title } of stories) screen.entry(`  ${id.padEnd(widest)}  `, title);
  screen.print();
  screen.print('Play one: npm start -- --event events/NAME.json');
}
