import { readWish, USAGE } from './arguments.ts';
import { reachFor } from './reach-for.ts';
import { runCommand } from './run-command.ts';
import { start } from './start.ts';

/** `npm run requests`: what an operator looks at and changes, in the local store or in a stage on AWS. */
await start(USAGE, async (terminal, args) => {
  const wish = readWish(args);
  if (wish === null) return 'help';
  const reach = await reachFor(wish.stageFile);
  try {
    return await runCommand(reach, terminal, wish);
  } finally {
    await reach.close();
  }
});
