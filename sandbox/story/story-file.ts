import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { systemSchema } from '#shared/domain/ticket.ts';
import { actionSchema, expectationSchema, worldSchema } from './script.ts';

const EVENTS_FOLDER = fileURLToPath(new URL('../../events/', import.meta.url));

const storySchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  system: systemSchema,
  /** What happens and why it is worth a story, for somebody who reads only this. */
  about: z.string(),
  world: worldSchema.prefault({}),
  script: z.array(actionSchema).min(1),
  expect: expectationSchema,
});
export type Story = z.infer<typeof storySchema>;

const deliverySchema = z.strictObject({
  headers: z.record(z.string(), z.string()),
  /** JSON as it is sent (without white space), or a text that is no JSON. */
  body: z.union([z.record(z.string(), z.unknown()), z.string()]),
});
type Delivery = z.infer<typeof deliverySchema>;

const storyFileSchema = z.strictObject({ story: storySchema, delivery: deliverySchema });
/**
 * One file of `events/`: the story that is played, and one of its webhook deliveries as it goes over the wire (the
 * vendor's shapes, signed with the sandbox's secret). Other deliveries are made by the simulated system while it plays.
 */
export type StoryFile = z.infer<typeof storyFileSchema>;

/** The bytes of a delivery's body. */
export function bodyText({ body }: Delivery): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Something about a story file that its reader has to put right. */
export class StoryUnusable extends Error {
  override readonly name = 'StoryUnusable';
}

/**
 * Finds a story by a path, or by its name in `events/`.
 * @throws StoryUnusable when there is no such file, or it is no story
 */
export function findStory(name: string): StoryFile {
  const text = textOf(resolve(name)) ?? textOf(join(EVENTS_FOLDER, `${basename(name, '.json')}.json`));
  if (text === null) throw new StoryUnusable(`There is no story ${name}.`);
  return parseStory(text, name);
}

/** All stories of `events/`, by name. */
export function listStories(): Story[] {
  const files = readdirSync(EVENTS_FOLDER).filter((file) => file.endsWith('.json'));
  const names = files.map((file) => basename(file, '.json')).sort();
  return names.map((name) => findStory(name).story);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseStory(text: string, name: string): StoryFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StoryUnusable(`${name} is not JSON.`, { cause });
  }
  const parsed = storyFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new StoryUnusable(`${name} is no story:\n${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}
