import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messagePages } from './pages.ts';

const folder = fileURLToPath(new URL('../../docs/messages/', import.meta.url));

// The folder holds nothing else: a page of a message that is no more must not stay.
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of messagePages()) {
  mkdirSync(dirname(folder + path), { recursive: true });
  writeFileSync(folder + path, text);
}
