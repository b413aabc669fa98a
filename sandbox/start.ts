import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createScreen, type Screen, showsColour } from './story/screen.ts';
import { listStories, readStory, type StoryFile, StoryUnusable } from './story/story-file.ts';
import { tellEnd, tellOpening } from './story/telling.ts';

/** `npm start`: tells one story of events/, by default the one in the design. Exit code 0, 1 (not as told) or 64. */
const DEFAULT_STORY = 'events/jira-approved.json';
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const WRONG_USAGE = 64;

const USAGE = `npm start                              the story of the README, through Jira
npm start -- --event events/FILE.json  another story
npm start -- --list                    all stories
npm start -- --out FOLDER              leave its files there instead of in out/`;

interface Wish {
  readonly list: boolean;
  readonly file: string;
  readonly out: string;
}

function readArguments(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: { event: { type: 'string' }, out: { type: 'string' }, list: { type: 'boolean' } },
  });
  const { list = false, event = DEFAULT_STORY, out = 'out' } = values;
  return { list, file: event, out };
}

/** A story is named as a path from here, from the project, or by its bare name. */
function findStory(name: string): StoryFile {
  const bare = basename(name, '.json');
  const paths = [resolve(name), join(ROOT, name), join(ROOT, 'events', `${bare}.json`)];
  for (const path of paths) {
    try {
      return readStory(path);
    } catch (error) {
      if (!(error instanceof StoryUnusable) || path === paths.at(-1) || !isMissing(error)) throw error;
    }
  }
  throw new StoryUnusable(`There is no story ${name}.`);
}

function isMissing({ cause }: StoryUnusable): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function tellList(screen: Screen): void {
  for (const { file, story } of listStories()) screen.entry(`  ${file.padEnd(46)}  `, story.title);
}

async function main(): Promise<number> {
  const { stdout } = process;
  const screen = createScreen({
    write: (text) => void stdout.write(text),
    columns: stdout.columns,
    colour: showsColour(stdout),
  });
  let wish: Wish;
  let file: StoryFile;
  try {
    wish = readArguments(process.argv.slice(2));
    if (wish.list) {
      tellList(screen);
      return 0;
    }
    file = findStory(wish.file);
  } catch (error) {
    const usage = error instanceof StoryUnusable ? 'The stories are:' : `Use it so:\n${USAGE}\n\nThe stories are:`;
    process.stderr.write(`${error instanceof Error ? error.message : 'wrong usage'}\n\n${usage}\n`);
    tellList(createScreen({ write: (text) => void process.stderr.write(text), colour: false }));
    return WRONG_USAGE;
  }
  tellOpening(screen, file);
  // Loaded only now: a list or a usage error need not wait for the whole desk.
  const { playStory } = await import('./story/play-story.ts');
  const folder = resolve(wish.out, file.story.id);
  const end = await playStory(file, screen, folder);
  return tellEnd(screen, file, { ...end, folder: relative(process.cwd(), folder) }) ? 0 : 1;
}

process.exitCode = await main();
