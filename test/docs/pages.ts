import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that hold no pages of ours: installed, or made by a run. */
const NOT_OURS = new Set(['node_modules', 'cdk.out', 'out', 'dist', 'coverage']);

export interface Page {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function readPage(path: string): Page {
  return { path, text: readText(path) };
}

/** Every Markdown page of the project. */
export function readPages(folder = ''): Page[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : readPages(path);
    return entry.name.endsWith('.md') ? [readPage(path)] : [];
  });
}

/** True for a file or folder of the project. */
export function isThere(path: string): boolean {
  return existsSync(join(root, path));
}

/** Without code blocks: what stands in one is no link. */
function prose({ text }: Page): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}

/** Targets of the links that lead to a place of the project, as `path` or `path#anchor` from its root. */
export function localLinks(page: Page): string[] {
  const targets = prose(page)
    .matchAll(/\]\(([^)\s]+)\)/g)
    .map(([, target = '']) => target);
  return [...targets]
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => (target.startsWith('#') ? `${page.path}${target}` : normalize(join(dirname(page.path), target))));
}

/** Anchors of a page's headings, as GitHub makes them. */
export function anchors(page: Page): string[] {
  const headings = prose(page).matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The section under a heading of the second level or deeper, up to the next of the same or a higher one. */
export function section(page: Page, heading: string): string {
  const lines = page.text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (start === -1) throw new Error(`${page.path} has no section ${heading}`);
  const level = lines[start]?.match(/^#+/)?.[0].length ?? 0;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => (line.match(/^#+(?= )/)?.[0].length ?? Number.POSITIVE_INFINITY) <= level);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

/** Rows of the tables in a text, without header and rule; every cell trimmed. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, index) => {
    const isBody = line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? '');
    return isBody
      ? [
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ]
      : [];
  });
}

function isRule(line: string): boolean {
  return /^\|[\s|:-]+\|$/.test(line);
}
