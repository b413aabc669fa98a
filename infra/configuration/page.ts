import { readFileSync } from 'node:fs';
import { EXAMPLE_STAGE_FILE } from '#infra/stage-file.ts';
import { DESK_TEXTS } from './desk-texts.ts';
import { INTRODUCTION } from './introduction.ts';
import { JIRA_TEXTS } from './jira-texts.ts';
import { type Key, stageKeys } from './schema-keys.ts';
import { SERVICENOW_TEXTS } from './servicenow-texts.ts';
import type { KeyText, KeyTexts } from './text.ts';

/** What the page says, by path of the key. */
export const TEXTS: KeyTexts = { ...DESK_TEXTS, ...JIRA_TEXTS, ...SERVICENOW_TEXTS };

const HEAD = '| key | value | meaning | if it is wrong |\n|---|---|---|---|';

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const keys = stageKeys();
  const example: unknown = JSON.parse(readFileSync(EXAMPLE_STAGE_FILE, 'utf8'));
  const groups = [
    { title: 'The file', parent: '', introduction: '' },
    ...keys.flatMap(({ path, group }) =>
      group === null ? [] : [{ title: `\`${group}\``, parent: group, introduction: `${textOf(path).is}\n\n` }],
    ),
  ];
  const sections = groups.map(({ title, parent, introduction }) => {
    const rows = keys.filter((key) => key.parent === parent).map((key) => row(key, example));
    return `## ${title}\n\n${introduction}${HEAD}\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function row(key: Key, example: unknown): string {
  const { is, find, wrong = '' } = textOf(key.path);
  const value = [key.form, need(key), exampleOf(key, example)].filter((part) => part !== '').join('<br>');
  const where = key.group === null ? find : `See [\`${key.group}\`](#${anchor(key.group)}).`;
  const meaning = where === undefined ? is : `${is} ${where}`;
  return `| \`${key.name}\` | ${value} | ${meaning} | ${wrong} |`;
}

/** What stands in the example file, unless it only repeats the default. */
function exampleOf(key: Key, example: unknown): string {
  if (key.group !== null) return '';
  const shown = code(valuesAt(example, key.path)[0]);
  return key.default !== undefined && shown === code(key.default) ? '' : `such as ${shown}`;
}

function need({ required, only, group, ...key }: Key): string {
  const where = only === null ? '' : ` with ${only}`;
  if (required) return `**required**${where}`;
  if (key.default === undefined || group !== null) return where.trim();
  return `default ${code(key.default)}${where}`;
}

function textOf(path: string): KeyText {
  const text = TEXTS[path];
  if (text === undefined) throw new Error(`nothing is written about the key ${path}`);
  return text;
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

/** As GitHub makes it from a heading in code letters. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '');
}

/** What stands in a file at a path; several values where a list has several entries. */
export function valuesAt(file: unknown, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>(
    (found, part) => {
      const name = part.replace('[]', '');
      const inner = found.flatMap((value) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? [Reflect.get(value, name)] : [],
      );
      return part.endsWith('[]') ? inner.flat() : inner;
    },
    [file],
  );
}
