import type { Wish } from './arguments.ts';
import { list } from './commands/list.ts';
import { retry } from './commands/retry.ts';
import { show } from './commands/show.ts';
import { turnSwitch } from './commands/turn-switch.ts';
import { type Found, findRequest } from './find-request.ts';
import type { Reach } from './reach.ts';
import type { Terminal } from './terminal.ts';

/**
 * Does what the command line asks for.
 * @returns the exit code
 */
export async function runCommand(reach: Reach, terminal: Terminal, wish: Wish): Promise<number> {
  const { command, ticket, json, stageFile } = wish;
  switch (command) {
    case 'list':
      return list(reach, terminal, { json });
    case 'show':
      return withRequest(reach, terminal, ticket, (found) => show(reach, terminal, { found, json }));
    case 'retry':
      return withRequest(reach, terminal, ticket, (found) => retry(reach, terminal, found));
    case 'pause':
    case 'plan-only':
    case 'resume':
      return turnSwitch(reach, terminal, { command, stageFile });
  }
}

async function withRequest(
  { store }: Reach,
  terminal: Terminal,
  said: string,
  act: (found: Found) => Promise<number>,
): Promise<number> {
  const found = await findRequest(store, said);
  if (found !== null) return act(found);
  terminal.complain(
    `There is no request "${said}". Give the reference its ticket names, such as jira-10542-1, or the key of a ticket whose request is open.`,
  );
  return 1;
}
