import type { StoryEnd } from './play-story.ts';
import type { Screen } from './screen.ts';
import type { StoryFile } from './story-file.ts';

const CAST = [
  ['Thomas', 'has the access'],
  ['Uwe', 'is to get it'],
  ['Rita', 'files tickets'],
  ['Petra, Paul', 'may approve (group databricks-approvers)'],
  ['Ines', 'identity team: adds people in Entra'],
] as const;

/** What Access Desk is, what is played here, and who plays. */
export function tellOpening(screen: Screen, { story }: StoryFile): void {
  screen.print();
  screen.print('ACCESS DESK', 'title');
  screen.say('“Please give Uwe the same Databricks access as Thomas.” A ticket says it; Access Desk answers it.');
  screen.print();
  screen.say(`Story: ${story.title}`, 'strong');
  screen.say(story.about);
  screen.print();
  screen.say(
    'All of it runs on this machine, in played time: the real state machine and functions against a simulated Databricks account and a simulated Jira. Nothing leaves 127.0.0.1.',
    'quiet',
  );
  screen.print();
  for (const [name, part] of CAST) screen.entry(`  ${name.padEnd(12)} `, part);
}

/** How it ended, what was left, and what to try next. Returns whether it ended as the story says. */
export function tellEnd(screen: Screen, { story }: StoryFile, end: StoryEnd & { folder: string }): boolean {
  const wrong = end.findings.filter(({ instead }) => instead !== null);
  screen.print();
  screen.print(`━━ Is it true? ${'━'.repeat(Math.max(0, screen.width - 15))}`, 'title');
  screen.print();
  for (const { what, instead } of end.findings) {
    if (instead === null) screen.say(`  ✓ ${what}`, 'good', '    ');
    else screen.say(`  ✗ ${what} — found: ${instead}`, 'bad', '    ');
  }
  screen.print();
  screen.print(`Left in ${end.folder}/`, 'strong');
  for (const name of end.files) screen.print(`  ${name}`);
  screen.print();
  if (wrong.length > 0) {
    screen.say(`NOT AS TOLD: ${wrong.length} of ${end.findings.length} checks of “${story.title}” failed.`, 'bad');
    return false;
  }
  tellNext(screen);
  return true;
}

function tellNext(screen: Screen): void {
  screen.print('Try next', 'strong');
  const entries = [
    ['npm start -- --list', 'the other stories'],
    ['npm start -- --event events/jira-edited-after-the-plan.json', 'one of them'],
    ['npm test', 'everything that must hold'],
    ['npm run --silent access -- --compare a@company.com b@company.com', 'your own account, nothing is changed;'],
  ] as const;
  for (const [command, what] of entries) screen.say(`  ${command}  # ${what}`, 'plain', '    ');
  screen.say(
    'it needs DATABRICKS_HOST, DATABRICKS_ACCOUNT_ID, DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET',
    'plain',
    '',
  );
}
