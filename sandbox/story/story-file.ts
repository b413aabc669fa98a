import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { actionSchema, expectationSchema, worldSchema } from './script.ts';

/** The folder of all stories. */
export const EVENTS_FOLDER = fileURLToPath(new URL('../../events/', import.meta.url));

const storySchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
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
export type Delivery = z.infer<typeof deliverySchema>;

const storyFileSchema = z.strictObject({ story: storySchema, delivery: deliverySchema });
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
 * Reads one file of `events/`.
 * @throws StoryUnusable when there is no such file, or it is no story
 */
export function readStory(path: string): StoryFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StoryUnusable(`There is no story ${path}.`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StoryUnusable(`${path} is not JSON.`, { cause });
  }
  const parsed = storyFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new StoryUnusable(`${path} is no story:\n${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}

/** All stories of a folder by file name. */
export function listStories(folder: string = EVENTS_FOLDER): { file: string; story: Story }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ file: `events/${basename(name)}`, story: readStory(join(folder, name)).story }));
}
