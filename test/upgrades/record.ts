import { synthesise } from '#sandbox/aws/template.ts';
import type { Desk } from '#test/builders/desk.ts';
import { plainly, playToQuestion } from '#test/functions/story.ts';
import { HOUR, ITEM, openStory } from '#test/stories/kit.ts';
import { itemsOf, type Recording } from './recording.ts';

/** The ticket whose items are recorded. */
export const RECORDED_TICKET = '10001';

/**
 * Records the version that is checked out: its machine, what its steps are called with in the main story, and what its
 * store holds while a run waits for a decision.
 * @param desk one whose run has not begun
 */
export async function record(desk: Desk): Promise<Recording> {
  const payloads = await recordPayloads();
  await playToQuestion(desk, plainly(desk));
  const items = await itemsOf(desk.table.url, desk.table.name, desk.key.ticketId);
  return { definition: synthesise().definition, payloads, items };
}

async function recordPayloads(): Promise<Recording['payloads']> {
  const payloads: Recording['payloads'] = {};
  const story = await openStory(ITEM, {
    onInvoke: (name, payload) => {
      if (isInput(payload)) payloads[name] = [...(payloads[name] ?? []), payload].slice(0, 2);
    },
  });
  try {
    await story.file({ target: 'nobody@company.com' });
    const rejected = await story.file();
    await story.decide(rejected, 'decline');
    const key = await story.file();
    await story.decide(key, 'approve');
    story.syncEntra('data-engineers', 'uwe@company.com');
    await story.pass(HOUR);
    return payloads;
  } finally {
    await story.close();
  }
}

/** What a step is called with; doors and sweep get the events of AWS services. */
function isInput(payload: unknown): payload is Record<string, unknown> {
  return typeof payload === 'object' && payload !== null && 'v' in payload;
}
