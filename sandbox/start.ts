import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createScreen, type Screen, showsColour } from './story/screen.ts';
import { findStory, listStories, type StoryFile, StoryUnusable } from './story/story-file.ts';
import { tellEnd, tellList, tellNext, tellOpening, tellTitle } from './story/telling.ts';

/** `npm start`: tells stories of events/, by default the README's through both ticket systems. Exit code 0, 1 (not as told) or 64. */
const DEFAULT_STORIES = ['events/jira-approved.json', 'events/servicenow-approved.json'];
const WRONG_USAGE = 64;

const USAGE = `Use it so:
  npm start                              the story of the README, through Jira and ServiceNow
  npm start -- --event events/NAME.json  another story
  npm start -- --list                    all stories
  npm start -- --out FOLDER              leave its files there instead of in out/

The stories are:
`;

interface Wish {
  readonly list: boolean;
  readonly events: readonly string[];
  readonly out: string;
}

function readArguments(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: { event: { type: 'string', multiple: true }, out: { type: 'string' }, list: { type: 'boolean' } },
  });
  const { list = false, event: events = DEFAULT_STORIES, out = 'out' } = values;
  return { list, events, out };
}

/** What is asked for; null, and the usage on stderr, where it cannot be understood. */
function understand(args: readonly string[]): { wish: Wish; files: readonly StoryFile[] } | null {
  try {
    const wish = readArguments(args);
    return { wish, files: wish.events.map(findStory) };
  } catch (error) {
    if (!(error instanceof StoryUnusable || error instanceof TypeError)) throw error;
    const toStderr = (text: string) => void process.stderr.write(text);
    toStderr(`${error.message}\n\n${USAGE}`);
    tellList(createScreen({ write: toStderr, colour: false }), listStories());
    return null;
  }
}

/** Tells one story. Returns whether it ended as it says. */
async function tell(screen: Screen, file: StoryFile, out: string): Promise<boolean> {
  tellTitle(screen, file.story);
  // Loaded only now: a list or a usage error need not wait for the whole desk.
  const { playStory } = await import('./story/play-story.ts');
  const folder = resolve(out, file.story.id);
  try {
    const end = await playStory(file, screen, folder);
    return tellEnd(screen, file.story, { ...end, folder: shownPath(folder) });
  } catch (error) {
    screen.print();
    screen.say(`THE STORY BROKE OFF: ${error instanceof Error ? error.message : 'unknown'}`, 'bad');
    return false;
  }
}

/** Short where it is below the working directory. */
function shownPath(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path.startsWith('..') ? folder : path;
}

async function main(): Promise<number> {
  const { stdout } = process;
  // Whoever stops reading (`npm start | head`) has seen enough.
  stdout.on('error', () => process.exit(0));
  const newScreen = () =>
    createScreen({
      write: (text) => void stdout.write(text),
      columns: stdout.columns,
      colour: showsColour(stdout),
    });
  const screen = newScreen();
  const understood = understand(process.argv.slice(2));
  if (understood === null) return WRONG_USAGE;
  const { wish, files } = understood;
  if (wish.list) {
    tellList(screen, listStories());
    return 0;
  }
  tellOpening(screen);
  let isAsTold = true;
  // One after the other: the time of a story is the time of the process. Each leaves its own telling, so its own screen.
  for (const file of files) isAsTold = (await tell(newScreen(), file, wish.out)) && isAsTold;
  if (!isAsTold) return 1;
  tellNext(screen);
  return 0;
}

const code = await main();
// A play that broke off while it opened may have left something listening.
process.stdout.write('', () => process.exit(code));
